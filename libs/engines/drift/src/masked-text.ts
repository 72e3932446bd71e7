import { decodeBytes, decodeConfig, readConfig, type ConfigNode, type Span } from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import {
  isSecretFile,
  isSecretText,
  type SecretVerdict,
  shapeOf,
  mentionsSecret,
  withoutBlocks,
  withoutShapes,
  type SecretJudge,
} from '@archivesmp/secrets';
import { judgeBeside, NAMES, VALUES } from './judge-beside.js';
import { MASK } from './shown-value.js';

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
const PAIRS_IN_PROSE =
  /(?<![\p{L}\w.-])(?<key>[\p{L}\w.-]{1,60})(?:["']?\s*[:=]\s*["'[]*|>\s*)(?<value>[^\s"'<>{}[\]]+)/gu;
/** A comment behind a value. */
const BESIDE = /^(?<before>.*?\S.*?\s)(?<comment>(?:#|\/\/|;).*)$/;
/** Whatever ends a line for one of the readers: a secret behind it is not part of the line before. Breaks stay in the answer. */
export const LINE_BREAK = /(\r\n|[\n\r\u0085\u2028\u2029])/;
/** What begins as comments do, and says something. */
const REMARK = /^\s*(?:[#;!*]|\/[/*]|<!--).*[\p{L}\p{N}]/u;
/** Values without information, or only the beginning of one. */
const HARMLESS = /^(?:true|false|null|~|""|''|[[{|>(].{0,2}|&\w+)$/i;
/** Longer lines are cut: they are of no use to a reader, and the search for secrets in them is slow. */
export const LONGEST_LINE = 4_000;

/**
 * The text of a file as it may be shown: every value that the drift rules call a secret is replaced, and so is what looks like
 * one in comments, in entries that a later one overrides, and in files that cannot be read by key. Bytes and lines around it
 * stay, so that two such texts can be compared.
 */
export function maskedText(
  { file, format, bytes, judge }: TextToShow,
  mark: MarkSecret = () => MASK,
): string {
  if (isSecretFile(file)) return wholeSecret(bytes, mark);
  const keyed = keyedText(format, bytes, judge);
  const ofLine = maskedAssignment(judge);
  if (keyed === undefined && isSecretText(file, judge)) return wholeSecret(bytes, mark);
  if (keyed === undefined)
    return maskedLines(decodeBytes(bytes, 'utf8-latin1').text, mark, maskedProse(judge));
  const isOpen = (line: string): boolean => keyed.ruledOpen.has(line.trim());
  return maskedLines(withoutSpans(keyed.text, keyed.secrets, mark), mark, ofLine, { isOpen });
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
  if (isSecretText(file, judge) || read.length !== 1) {
    const [then, now] = sides.map((bytes) => maskedText({ file, format, bytes, judge }, mark));
    return [then!, now!];
  }
  const isSecret = secretLines(read[0]!);
  const [then, now] = sides.map((bytes, index) =>
    maskedLines(keyed[index]?.text ?? decodeBytes(bytes, 'utf8-latin1').text, mark, maskedProse(judge), {
      isSecret,
    }),
  );
  return [then!, now!];
}

/** A text that can be read by key, and where its secrets are. */
export interface KeyedText {
  readonly text: string;
  readonly root: ConfigNode;
  readonly secrets: readonly Span[];
  /** Lines of which a rule of the operators calls the value no secret: its name and shape are not checked again. */
  readonly ruledOpen: ReadonlySet<string>;
}

export function keyedText(
  format: ConfigFormat,
  bytes: Uint8Array,
  judge: SecretJudge,
): KeyedText | undefined {
  if (format === 'text') return undefined;
  const reading = readConfig(bytes, format);
  if (reading.state !== 'ok') return undefined;
  const { root } = reading;
  const { text } = decodeConfig(bytes, format);
  const spans: JudgedSpans = { secret: [], ruledOpen: [] };
  judgeSpans(root, [], judgeBeside(judge, [root]), spans);
  return { text, root, secrets: spans.secret, ruledOpen: linesOfValues(text, spans.ruledOpen) };
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

interface JudgedSpans {
  readonly secret: Span[];
  readonly ruledOpen: Span[];
}

function judgeSpans(node: ConfigNode, path: KeyPath, judge: SecretJudge, into: JudgedSpans): void {
  if (node.kind === 'list')
    node.items.forEach((item, index) => judgeSpans(item, [...path, index], judge, into));
  else if (node.kind === 'map')
    for (const { key, value } of node.entries) judgeSpans(value, [...path, key], judge, into);
  else {
    const { hidden, by } = judge.judge(path, node.value);
    if (hidden) into.secret.push(node.span);
    else if (by === 'rule') into.ruledOpen.push(node.span);
  }
}

/** Lines on which nothing but keys and one of these values stands: a comment beside it is judged as any other. */
function linesOfValues(text: string, spans: readonly Span[]): Set<string> {
  const lines = new Set<string>();
  for (const { start, end } of spans) {
    const from = text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = text.indexOf('\n', start);
    const to = lineEnd < 0 ? text.length : lineEnd;
    const isAlone = /^["',;}\]\s]*$/.test(text.slice(end, to)) && !/#|\/[/*]/.test(text.slice(from, start));
    if (isAlone) lines.add(text.slice(from, to).trim());
  }
  return lines;
}

/** Aliases may name the same place twice. */
export function withoutSpans(text: string, spans: readonly Span[], mark: MarkSecret): string {
  let shown = '';
  let index = 0;
  for (const { start, end } of [...spans].sort((left, right) => left.start - right.start)) {
    if (end <= index || end <= start) continue;
    const from = Math.max(index, start);
    const [lineBreak = ''] = /\r?\n$/.exec(text.slice(from, end)) ?? [];
    shown += text.slice(index, from) + mark(text.slice(from, end)) + lineBreak;
    index = end;
  }
  return shown + text.slice(index);
}

function maskedLines(
  text: string,
  mark: MarkSecret,
  ofLine: (line: string, mark: MarkSecret) => string,
  known: { isSecret?: (line: string) => boolean; isOpen?: (line: string) => boolean } = {},
): string {
  return withoutBlocks(text, mark)
    .split(LINE_BREAK)
    .map((line) => {
      if (known.isSecret?.(line)) return mark(line);
      return known.isOpen?.(line) ? cut(line) : withoutShapes(ofLine(cut(line), mark), mark);
    })
    .join('');
}

const cut = (line: string): string => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line);

type OfLine = (line: string, mark: MarkSecret) => string;

const maskedAssignment =
  (judge: SecretJudge): OfLine =>
  (line, mark) => {
    if (isSecretRemark(line, judge)) return mark(line);
    const { lead, key, between, value } = ASSIGNMENT.exec(line)?.groups ?? {};
    if (secretAssigned(line, judge) !== undefined) return `${lead}${key}${between}${mark(value!.trim())}`;
    const { before, comment } = BESIDE.exec(line)?.groups ?? {};
    return comment === undefined ? line : before + maskedAssignment(judge)(comment, mark);
  };

/** Text behind a mark of comments where everything in the file is hidden by a rule. */
const isSecretRemark = (line: string, judge: SecretJudge): boolean =>
  REMARK.test(line) && judge.isSecretKey([]);

/** Why the value of a line `key: value` is hidden, if it is. */
function secretAssigned(line: string, judge: SecretJudge): SecretVerdict | undefined {
  const { key, value } = ASSIGNMENT.exec(line)?.groups ?? {};
  if (value === undefined || value.includes(MASK)) return undefined;
  const found = value.trim();
  return HARMLESS.test(found) ? undefined : secretValue(judge, key!, found);
}

/** Why what a line says of a key is hidden whole, if it is. What is written in a line has quotes and a comma that are not of the value. */
function secretValue(judge: SecretJudge, key: string, found: string): SecretVerdict | undefined {
  const bare = found.replace(/[,;]$/, '').replace(/^(["'])(.*)\1$/, '$2');
  const verdict = judge.judge(key.split('.'), bare);
  // Of a shape only the part is hidden that has it
  return verdict.hidden && verdict.by !== 'shape' ? verdict : undefined;
}

/** Where the value begins is unknown, so a line that mentions a secret is not shown. */
const maskedProse =
  (judge: SecretJudge): OfLine =>
  (line, mark) =>
    secretInProse(line, judge) === undefined ? maskedAssignment(judge)(line, mark) : mark(line);

/** Why a line of prose is hidden whole, if it is. */
function secretInProse(line: string, judge: SecretJudge): SecretVerdict | undefined {
  const found = [...line.matchAll(PAIRS_IN_PROSE)].map(({ groups }) => ({
    key: groups!['key']!,
    value: groups!['value']!,
  }));
  const names = found.filter(({ key }) => NAMES.test(key));
  for (const { key, value } of found) {
    const beside = VALUES.test(key) ? names.map((name) => name.value.replace(/["',;]+$/, '')) : [];
    for (const name of [key, ...beside]) {
      const verdict = secretValue(judge, name, value);
      if (verdict !== undefined) return verdict;
    }
  }
  return mentionsSecret(line) ? { hidden: true, by: 'name', why: 'the line speaks of a secret' } : undefined;
}

/**
 * Why something in a line of a text is hidden; undefined when nothing is, or when it is part of a block that began before. `isKeyed`: the
 * file can be read by key, and what is asked for is what stands beside its values.
 */
export function secretOfLine(line: string, judge: SecretJudge, isKeyed: boolean): SecretVerdict | undefined {
  const shortened = cut(line);
  const found =
    (isKeyed ? undefined : secretInProse(shortened, judge)) ??
    secretAssigned(shortened, judge) ??
    secretAssigned(BESIDE.exec(shortened)?.groups?.['comment'] ?? '', judge) ??
    secretRemark(shortened, judge);
  if (found !== undefined) return found;
  const shape = shapeOf(shortened);
  return shape === undefined ? undefined : { hidden: true, by: 'shape', why: `the line holds ${shape}` };
}

function secretRemark(line: string, judge: SecretJudge): SecretVerdict | undefined {
  const { comment = line } = BESIDE.exec(line)?.groups ?? {};
  return isSecretRemark(line, judge) || isSecretRemark(comment, judge) ? judge.judge([], comment) : undefined;
}

/** Whether a line of a text that is not read by key must be hidden. */
export function isSecretLine(line: string, judge: SecretJudge): boolean {
  return maskedLines(line, () => MASK, maskedProse(judge)) !== line;
}
