import { bukkitView, readConfig, type ConfigReading } from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import type { KeyView } from './readers.js';

/** Why a text would not load, and where; lines and columns from 1. */
export interface LoadMistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What is known of how a content will be read. */
export type LoadedAs = { readonly format: ConfigFormat } & Partial<KeyView>;

/**
 * Why no server could load a content as this format; undefined when one could. Every use case that accepts a whole text for a server
 * checks this: saving a baseline, and planning a text from whatever source.
 */
export function loadMistake(bytes: Uint8Array, { format }: LoadedAs): LoadMistake | undefined {
  const reading: ConfigReading = readConfig(bytes, format, { positions: false });
  if (reading.state === 'unreadable') return reading.error;
  const offset = format === 'text' ? bytes.indexOf(0) : -1;
  if (offset < 0) return undefined;
  const before = new TextDecoder('latin1').decode(bytes.subarray(0, offset)).split('\n');
  return {
    line: before.length,
    column: before.at(-1)!.length + 1,
    message: 'it holds a NUL byte, so it is no text',
  };
}

/**
 * Why Bukkit's own reader would refuse a content that can be read as such. Whether a plugin uses that reader is not always
 * known, so this is something to be told and no reason to refuse.
 */
export function bukkitMistake(bytes: Uint8Array, { format, view }: LoadedAs): string | undefined {
  if (view !== 'bukkit') return undefined;
  const reading = readConfig(bytes, format, { positions: false });
  if (reading.state !== 'ok' || (reading.root.kind === 'scalar' && reading.root.type === 'null'))
    return undefined;
  // What separates steps decides what keys mean, not whether they can be read
  const seen = bukkitView(reading.root);
  return seen.state === 'refused' ? seen.error : undefined;
}

/** A mistake in words, for a sentence about the file. */
export const mistakeText = ({ line, column, message }: LoadMistake): string =>
  `line ${line}, column ${column}: ${message}`;
