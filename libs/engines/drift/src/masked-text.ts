import { decodeBytes, decodeConfig, readConfig, type ConfigNode, type Span } from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import {
  isSecretFile,
  speaksOfSecret,
  withoutBlocks,
  withoutShapes,
  type SecretJudge,
} from '@archivesmp/secrets';
import { isMasked, MASK } from './shown-value.js';

/** A file whose text is to be shown. */
export interface TextToShow {
  /** Its path; the last part may give away that all of it is a secret. */
  readonly file: string;
  readonly format: ConfigFormat;
  readonly bytes: Uint8Array;
  readonly judge: SecretJudge;
}

/** What a secret is shown as, given its text: MASK, and what else tells two of them apart. */
export type MarkSecret = (secret: string) => string;

/** `key: value` and `key = value`, also commented out. */
const ASSIGNMENT =
  /^(?<lead>\s*(?:[#;*!-]+|\/\/+)?\s*["']?)(?<key>[\p{L}\w./-][\p{L}\w ./-]{0,99}?)(?<between>["']?\s*[:=]\s*)(?<value>\S.*)$/u;
/** Wherever in a line something may be said of a key: JSON, attributes and elements of XML, a sentence. */
const SAID =
  /(?<![\p{L}\w.-])(?<key>[\p{L}\w.-]{1,60})(?:["']?\s*[:=]\s*["'[]*|>\s*)(?<value>[^\s"'<>{}[\]]+)/gu;
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
export function maskedText(
  { file, format, bytes, judge }: TextToShow,
  mark: MarkSecret = () => MASK,
): string {
  if (isSecretFile(file)) return wholeSecret(bytes, mark);
  const keyed = keyedText(format, bytes, judge);
  const ofLine = maskedAssignment(judge);
  if (keyed === undefined)
    return maskedLines(decodeBytes(bytes, 'utf8-latin1').text, mark, maskedProse(judge));
  return maskedLines(withoutSpans(keyed.text, keyed.secrets, mark), mark, ofLine);
}

/**
 * Two contents of one file as they may be shown beside each other: the same text is masked the same way on both sides. Where one side
 * can be read by key and the other cannot, both are masked line by line, with every line that holds a secret by its key on the side
 * that can be read, so that a mark differs only where the line does.
 */
export function maskedTexts(
  file: string,
  format: ConfigFormat,
  sides: readonly [Uint8Array, Uint8Array],
  judge: SecretJudge,
  mark: MarkSecret = () => MASK,
): [string, string] {
  const keyed = sides.map((bytes) => keyedText(format, bytes, judge));
  const read = keyed.filter((side) => side !== undefined);
  if (isSecretFile(file) || read.length !== 1) {
    const [then, now] = sides.map((bytes) => maskedText({ file, format, bytes, judge }, mark));
    return [then!, now!];
  }
  const isSecret = secretLines(read[0]!);
  const [then, now] = sides.map((bytes, at) =>
    maskedLines(
      keyed[at]?.text ?? decodeBytes(bytes, 'utf8-latin1').text,
      mark,
      maskedProse(judge),
      isSecret,
    ),
  );
  return [then!, now!];
}

/** A text that can be read by key, and where its secrets are. */
interface KeyedText {
  readonly text: string;
  readonly secrets: readonly Span[];
}

function keyedText(format: ConfigFormat, bytes: Uint8Array, judge: SecretJudge): KeyedText | undefined {
  if (format === 'text') return undefined;
  const reading = readConfig(bytes, format);
  if (reading.state !== 'ok') return undefined;
  return { text: decodeConfig(bytes, format).text, secrets: secretSpans(reading.root, [], judge) };
}

/** Shorter values are found in too many lines that have nothing to do with them. */
const TELLING = 4;

/** The lines in which secrets stand, and every line that holds the value of one. */
function secretLines({ text, secrets }: KeyedText): (line: string) => boolean {
  const whole = new Set<string>();
  const values = new Set<string>();
  let to = 0;
  for (const line of text.split(LINE_BREAK)) {
    const from = to;
    to += line.length;
    const holdsSecret = secrets.some(({ start, end }) => start < to && end > from);
    if (holdsSecret && line.trim() !== '') whole.add(line.trim());
  }
  for (const { start, end } of secrets) {
    for (const line of text.slice(start, end).split(LINE_BREAK)) {
      const value = line.trim().replace(/^["']|["']$/g, '');
      if (value.length >= TELLING) values.add(value);
    }
  }
  return (line) => whole.has(line.trim()) || [...values].some((value) => line.includes(value));
}

function wholeSecret(bytes: Uint8Array, mark: MarkSecret): string {
  const { text } = decodeBytes(bytes);
  return text === '' ? '' : mark(text);
}

function secretSpans(node: ConfigNode, path: KeyPath, judge: SecretJudge): Span[] {
  if (node.kind === 'list') return node.items.flatMap((item, at) => secretSpans(item, [...path, at], judge));
  if (node.kind === 'map')
    return node.entries.flatMap(({ key, value }) => secretSpans(value, [...path, key], judge));
  return isMasked(node, path, judge) ? [node.span] : [];
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
  isSecret: (line: string) => boolean = () => false,
): string {
  return withoutBlocks(text, mark)
    .split(LINE_BREAK)
    .map((line) => (isSecret(line) ? mark(line) : withoutShapes(ofLine(cut(line), mark), mark)))
    .join('');
}

const cut = (line: string): string => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line);

type OfLine = (line: string, mark: MarkSecret) => string;

const maskedAssignment =
  (judge: SecretJudge): OfLine =>
  (line, mark) => {
    const { lead, key, between, value } = ASSIGNMENT.exec(line)?.groups ?? {};
    if (value === undefined || value.includes(MASK)) return line;
    const said = value.trim();
    if (HARMLESS.test(said) || !isSecretSaid(judge, key!, said)) return line;
    return `${lead}${key}${between}${mark(said)}`;
  };

/** What is written in a line has quotes and a comma that are not of the value. */
function isSecretSaid(judge: SecretJudge, key: string, said: string): boolean {
  const bare = said.replace(/[,;]$/, '').replace(/^(["'])(.*)\1$/, '$2');
  const { hidden, by } = judge.judge(key.split('.'), bare);
  // because: of a shape only the part is hidden that has it
  return hidden && by !== 'shape';
}

/** Nobody knows where the value begins, so a line that speaks of a secret is not shown. */
const maskedProse =
  (judge: SecretJudge): OfLine =>
  (line, mark) =>
    speaksOfSecret(line) || saysSecret(line, judge) ? mark(line) : maskedAssignment(judge)(line, mark);

function saysSecret(line: string, judge: SecretJudge): boolean {
  return [...line.matchAll(SAID)].some(({ groups }) =>
    isSecretSaid(judge, groups!['key']!, groups!['value']!),
  );
}

/** Whether a line of a text that nobody reads by key must not be seen. */
export function isSecretLine(line: string, judge: SecretJudge): boolean {
  return maskedLines(line, () => MASK, maskedProse(judge)) !== line;
}
