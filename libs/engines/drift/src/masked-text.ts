import { decodeBytes, decodeConfig, readConfig, type ConfigNode, type Span } from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import { hasPhrase, wordsOf } from './key-words.js';
import { isMasked, isSecretFile, isSecretKey, isSecretText, MASK, SECRET_PHRASES } from './secret-values.js';

/** A file whose text is to be shown. */
export interface TextToShow {
  /** Its path; the last part may give away that all of it is a secret. */
  readonly file: string;
  readonly format: ConfigFormat;
  readonly bytes: Uint8Array;
}

/** What a secret is shown as, given its text: MASK, and what else tells two of them apart. */
export type MarkSecret = (secret: string) => string;

const KEY_BLOCK = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?-----END [A-Z ]{0,40}PRIVATE KEY-----/g;
/** `key: value` and `key = value`, also commented out. */
const ASSIGNMENT =
  /^(?<lead>\s*(?:[#;*!-]+|\/\/+)?\s*["']?)(?<key>[\w./-][\w ./-]{0,99}?)(?<between>["']?\s*[:=]\s*)(?<value>\S.*)$/;
/** Whatever ends a line for one of the readers: a secret behind it is not part of the line before. Breaks stay in the answer. */
const LINE_BREAK = /(\r\n|[\n\r\u0085\u2028\u2029])/;
/** Say nothing, or only where something begins. */
const HARMLESS = /^(?:true|false|null|~|""|''|[[{|>(].{0,2}|&\w+)$/i;
/** Longer lines are cut: nobody reads them, and looking for secrets in them takes long. */
export const LONGEST_LINE = 4_000;

/**
 * The text of a file as it may be shown: every value that the drift rules call a secret is replaced, and so is what looks like
 * one in comments, in entries that a later one overrides, and in files that nobody can read by key. Bytes and lines around it
 * stay, so that two such texts can be compared.
 */
export function maskedText({ file, format, bytes }: TextToShow, mark: MarkSecret = () => MASK): string {
  if (isSecretFile(file)) return decodeBytes(bytes).text === '' ? '' : mark(decodeBytes(bytes).text);
  const reading = readConfig(bytes, format);
  if (reading.state !== 'ok' || format === 'text')
    return maskedLines(decodeBytes(bytes, 'utf8-latin1').text, mark, maskedProse);
  const { text } = decodeConfig(bytes, format);
  return maskedLines(withoutSpans(text, secretSpans(reading.root, []), mark), mark, maskedAssignment);
}

function secretSpans(node: ConfigNode, path: KeyPath): Span[] {
  if (node.kind === 'list') return node.items.flatMap((item, at) => secretSpans(item, [...path, at]));
  if (node.kind === 'map')
    return node.entries.flatMap(({ key, value }) => secretSpans(value, [...path, key]));
  return isMasked(node, path) ? [node.span] : [];
}

/** Aliases may name the same place twice. */
function withoutSpans(text: string, spans: readonly Span[], mark: MarkSecret): string {
  let shown = '';
  let at = 0;
  for (const { start, end } of [...spans].sort((left, right) => left.start - right.start)) {
    if (end <= at || end <= start) continue;
    const from = Math.max(at, start);
    const [lineBreak = ''] = /\r?\n$/.exec(text.slice(from, end)) ?? [];
    shown += text.slice(at, from) + mark(text.slice(from, end)) + lineBreak;
    at = end;
  }
  return shown + text.slice(at);
}

function maskedLines(
  text: string,
  mark: MarkSecret,
  ofLine: (line: string, mark: MarkSecret) => string,
): string {
  return text
    .replace(KEY_BLOCK, (block) => mark(block))
    .split(LINE_BREAK)
    .map((line) => maskedWords(line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line, mark))
    .map((line) => ofLine(line, mark))
    .join('');
}

/** Words that give a secret away by themselves, such as an address with credentials. */
function maskedWords(line: string, mark: MarkSecret): string {
  return line
    .split(/([\s"'`,;<>(){}[\]]+|=(?=\S))/)
    .map((word) => (isSecretText(word) ? mark(word) : word))
    .join('');
}

function maskedAssignment(line: string, mark: MarkSecret): string {
  const { lead, key, between, value } = ASSIGNMENT.exec(line)?.groups ?? {};
  if (value === undefined || !isSecretKey([key!]) || value.includes(MASK)) return line;
  const said = value.trim();
  return HARMLESS.test(said) ? line : `${lead}${key}${between}${mark(said)}`;
}

/** Nobody knows where the value begins, so a line that speaks of a secret is not shown. */
function maskedProse(line: string, mark: MarkSecret): string {
  const words = wordsOf(line);
  return SECRET_PHRASES.some((phrase) => hasPhrase(words, phrase)) ? mark(line) : line;
}
