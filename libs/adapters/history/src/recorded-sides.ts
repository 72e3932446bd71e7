import { hideSides, type JudgeOf, type Sides } from '@archivesmp/drift';
import { fromJson } from './column-text.js';

/**
 * Asks what is a secret now: rules change after values were recorded. undefined: values are taken as they were recorded, for whoever shows
 * them to nobody.
 */
export type JudgeNow = () => Promise<JudgeOf | undefined>;

export const asRecorded: JudgeNow = async () => undefined;

interface Place {
  readonly plugin: string;
  readonly file: string;
  /** JSON. */
  readonly path: string;
}

interface SideColumns extends Place {
  readonly expected: string | null;
  readonly actual: string | null;
  readonly expected_text: string | null;
  readonly actual_text: string | null;
  readonly baseline: string | null;
}

/** What a finding says is and should be, as it may be shown now. */
export function sidesOf(row: SideColumns, judgeOf: JudgeOf | undefined) {
  const { expected, actual, baseline } = row;
  return hiddenAgain(
    row,
    { expected: fromJson(expected), actual: fromJson(actual), baseline: fromJson(baseline) },
    { expectedText: row.expected_text ?? undefined, actualText: row.actual_text ?? undefined },
    judgeOf,
  );
}

/** Values as they may be shown now. @param texts how they are written; of a secret nobody says so */
export function hiddenAgain<Of extends Sides, Texts extends Readonly<Record<string, string | undefined>>>(
  { plugin, file, path }: Place,
  values: Of,
  texts: Texts,
  judgeOf: JudgeOf | undefined,
): Of & Partial<Texts> {
  if (judgeOf === undefined) return { ...values, ...texts };
  const place = { file, path: fromJson<(string | number)[]>(path) ?? [] };
  const { sides, hidesMore } = hideSides(place, values, judgeOf(plugin, file));
  return { ...sides, ...(hidesMore ? {} : texts) } as Of & Partial<Texts>;
}
