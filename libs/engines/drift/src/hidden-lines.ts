import { decodeBytes } from '@archivesmp/config-text';
import { withoutBlocks, type SecretJudge, type SecretVerdict } from '@archivesmp/secrets';
import { type KeyedText, LINE_BREAK, secretOfLine, withoutSpans } from './masked-text.js';
import { MASK } from './shown-value.js';

/** A line of which something is hidden, and why. */
export interface HiddenLine {
  /** From 1. */
  readonly line: number;
  readonly verdict: SecretVerdict;
}

const OF_A_LINE = /[^\n\r\u0085\u2028\u2029]+/g;
/** No text has this character: it is none. */
const BLOCK = '\u{10FFFF}';
const IN_BLOCK: SecretVerdict = { hidden: true, by: 'shape', why: 'part of a private key' };

/**
 * The lines of a text that `maskedText` does not show as they are, with the reason. Of a file that can be read by key those beside its
 * hidden values: comments, and entries that a later one overrides.
 */
export function hiddenLines(of: Uint8Array | KeyedText, judge: SecretJudge): HiddenLine[] {
  const isKeyed = !(of instanceof Uint8Array);
  const text = isKeyed
    ? withoutSpans(of.text, of.secrets, (secret) => everyLine(secret.replace(/\r?\n$/, ''), MASK))
    : decodeBytes(of, 'utf8-latin1').text;
  const hidden: HiddenLine[] = [];
  let line = 1;
  for (const part of withoutBlocks(text, (block) => everyLine(block, BLOCK)).split(LINE_BREAK)) {
    if (/^(?:\r\n|[\n\r])$/.test(part)) line += 1;
    if (isKeyed && of.ruledOpen.has(part.trim())) continue;
    const verdict = part.includes(BLOCK) ? IN_BLOCK : secretOfLine(part, judge, isKeyed);
    if (verdict !== undefined && hidden.at(-1)?.line !== line) hidden.push({ line, verdict });
  }
  return hidden;
}

const everyLine = (text: string, mark: string): string => text.replace(OF_A_LINE, mark);
