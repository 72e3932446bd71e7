import { randomInt } from 'node:crypto';

/** How large a campaign is in each of the two tiers; what is counted (deployments, kills, files, mutants) its test says. */
export interface CampaignSizes {
  /** In `./dev test`. */
  readonly small: number;
  /** In `./dev test full`. */
  readonly full: number;
}

/** One run of a campaign: a test that tries a rule many times, with chance. */
export interface Campaign {
  readonly size: number;
  /** Whether this run has the full size. */
  readonly isFull: boolean;
  /** The same seed tries the same things in the same order; a test prints it. */
  readonly seed: number;
}

/**
 * Size and seed of a campaign in this run. `ARCHIVESMP_CAMPAIGN`: `full` (as `./dev test full` sets it) or a number of one's
 * own; left out, the campaign is small. `ARCHIVESMP_SEED` repeats a run.
 * @throws Error that says what may be set
 */
export function campaignOf(
  sizes: CampaignSizes,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Campaign {
  const { ARCHIVESMP_CAMPAIGN: wanted = '', ARCHIVESMP_SEED: seed = '' } = env;
  const isFull = wanted === 'full';
  const size = isFull ? sizes.full : wanted === '' ? sizes.small : wholeNumber('ARCHIVESMP_CAMPAIGN', wanted);
  return {
    size,
    isFull,
    seed: seed === '' ? randomInt(1, 1_000_000) : wholeNumber('ARCHIVESMP_SEED', seed),
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new Error(
      `${name} is "${text}"; it takes a whole number from 1${name === 'ARCHIVESMP_CAMPAIGN' ? ', or full' : ''}.`,
    );
  return Number(text);
}
