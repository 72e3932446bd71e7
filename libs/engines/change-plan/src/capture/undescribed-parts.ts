import {
  compileLeftOpen,
  literal,
  NO_DEVIATIONS,
  withEntry,
  type DeviationsDocument,
} from '@archivesmp/baseline';
import type { PlainValue } from '@archivesmp/config-text';
import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import type { FileToCapture } from './file-to-capture.js';

/** A key that a baseline will not have and that will not be judged. */
export interface OpenKey {
  readonly file: string;
  readonly path: KeyPath;
}

/** What the baseline of a plugin will not hold once it is captured, and that will not be judged. */
export interface UndescribedParts {
  readonly plugin: string;
  /** The instance that is captured. */
  readonly instance: string;
  /** Files stay outside that were not described before. */
  readonly isPartly: boolean;
  readonly keys: readonly OpenKey[];
}

/** Keys that a capture leaves out because they look per server: the baseline has nothing in their place. */
export function keysToLeaveOpen(
  plugin: string,
  files: readonly FileToCapture[],
  document: Pick<DeviationsDocument, 'leftOpen'>,
): OpenKey[] {
  const isOpen = compileLeftOpen(document);
  return files.flatMap(({ file, captured }) =>
    captured.withheld
      .filter(({ because: reason, instead }) => reason === 'per_server' && instead === 'left_out')
      .filter(({ path }) => isOpen(plugin, file, path) === undefined)
      .map(({ path }) => ({ file, path })),
  );
}

/**
 * deviations.yml with what a capture leaves unjudged: `partly_described` and `left_open`. What is there already stays as it is.
 * @param document what the text says; left out: there is none yet, or it has mistakes
 * @throws Problem `baseline.invalid` with the reason when the document cannot be edited so
 */
export function describingAsOpen(
  { plugin, instance, isPartly, keys }: UndescribedParts,
  text: Uint8Array,
  document: Pick<DeviationsDocument, 'leftOpen' | 'partlyDescribed'> = NO_DEVIATIONS,
): Uint8Array {
  const isOpen = compileLeftOpen(document);
  const marks = isPartly && !document.partlyDescribed.has(plugin);
  let edited = marks ? withEntry(text, 'partly_described', plugin) : text;
  for (const { file, path } of keys) {
    if (isOpen(plugin, file, path) !== undefined) continue;
    const entry = new Map<string, PlainValue>([
      ['plugin', plugin],
      ['file', literal(file)],
      // A backslash escapes a dot there
      ['key', showKey(path).replaceAll('\\', '\\\\')],
      ['reason', `looks per server; left out when it was captured from ${instance}`],
    ]);
    edited = withEntry(edited, 'left_open', entry);
  }
  return edited;
}
