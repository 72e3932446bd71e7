import type { ProgramActor } from '@archivesmp/contracts/actor';

/** Who an operation by the clock is asked by. */
export const BACKUP_BY_SCHEDULE = 'schedule' satisfies ProgramActor;
