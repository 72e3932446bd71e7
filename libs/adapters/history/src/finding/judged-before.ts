import type { JudgeOf } from '@archivesmp/drift';

/** Pages show the same few findings again and again; more than these are judged anew. */
const MOST = 4_096;
/** What is longer is rare, and would make the memory large. */
const LONGEST_KEY = 1_000;

/** What was judged by one set of rules. When rules change there is another judge, and this goes with the one before. */
const judgements = new WeakMap<JudgeOf, Map<string, unknown>>();

/**
 * What these rules said before of the same values at the same place, or what `judge` says now, which is remembered within bounds: the
 * oldest goes first.
 * @param key all that the judgement depends on beside the rules
 */
export function judgedBefore<Judgement>(judgeOf: JudgeOf, key: string, judge: () => Judgement): Judgement {
  if (key.length > LONGEST_KEY) return judge();
  const known = judgements.get(judgeOf) ?? new Map<string, unknown>();
  judgements.set(judgeOf, known);
  if (known.has(key)) return known.get(key) as Judgement;
  const judgement = judge();
  if (known.size >= MOST) known.delete(known.keys().next().value!);
  known.set(key, judgement);
  return judgement;
}
