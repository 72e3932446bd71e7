import { hideSides, type JudgeOf, type Sides } from '@archivesmp/drift';
import { fromJson } from '../database/column-text.js';
import { judgedBefore } from './judged-before.js';

/**
 * Asks what is a secret now: rules change after values were recorded. undefined: values are taken as they were recorded, for callers that
 * show them to no one.
 */
export type JudgeNow = () => Promise<JudgeOf | undefined>;

export const asRecorded: JudgeNow = async () => undefined;

interface ValueLocation {
  readonly plugin: string;
  readonly file: string;
  /** JSON. */
  readonly path: string;
}

interface SideColumns extends ValueLocation {
  readonly expected: string | null;
  readonly actual: string | null;
  readonly expected_text: string | null;
  readonly actual_text: string | null;
  readonly baseline: string | null;
}

/** What a finding says is and should be, as it may be shown now. */
export function sidesOf(row: SideColumns, judgeOf: JudgeOf | undefined) {
  const values = () => ({
    expected: fromJson(row.expected),
    actual: fromJson(row.actual),
    baseline: fromJson(row.baseline),
  });
  const texts = { expectedText: row.expected_text ?? undefined, actualText: row.actual_text ?? undefined };
  if (judgeOf === undefined) return { ...values(), ...texts };
  const columns = [row.plugin, row.file, row.path, row.expected, row.actual, row.baseline];
  // No name and no JSON holds a NUL, and no JSON is empty
  const judged = judgedBefore(judgeOf, columns.map((column) => column ?? '').join('\0'), () =>
    judge(row, values(), judgeOf),
  );
  return asJudged(judged, texts);
}

/** Values as they may be shown now. @param texts how they are written; for a secret it is not given */
export function hiddenAgain<Of extends Sides, Texts extends Readonly<Record<string, string | undefined>>>(
  location: ValueLocation,
  values: Of,
  texts: Texts,
  judgeOf: JudgeOf | undefined,
): Of & Partial<Texts> {
  if (judgeOf === undefined) return { ...values, ...texts };
  return asJudged(judge(location, values, judgeOf), texts);
}

type Judged<Of extends Sides> = ReturnType<typeof hideSides<Of>>;

function judge<Of extends Sides>(
  { plugin, file, path }: ValueLocation,
  values: Of,
  judgeOf: JudgeOf,
): Judged<Of> {
  return hideSides({ file, path: fromJson<(string | number)[]>(path) ?? [] }, values, judgeOf(plugin, file));
}

const asJudged = <Of extends Sides, Texts extends object>(
  { sides, hidesMore }: Judged<Of>,
  texts: Texts,
): Of & Partial<Texts> => ({ ...sides, ...(hidesMore ? {} : texts) }) as Of & Partial<Texts>;
