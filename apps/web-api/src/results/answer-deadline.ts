import { Problem } from '@archivesmp/contracts/problem';

/** An answered instance whose analysis is not recorded after this long counts as failed. */
const ANALYSE_WITHIN_MS = 600_000;

export const analyseBy = (now: Date): Date => new Date(now.getTime() + ANALYSE_WITHIN_MS);

/** Tells the agent to stop: nothing it could still send would be used. */
export const noLongerWanted = (): Problem =>
  new Problem(
    'resource.conflict',
    'The scan no longer waits for this instance: it was counted, or the scan has ended.',
  );
