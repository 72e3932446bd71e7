import type { PlanRefusal, ExactChangeRequest } from '@archivesmp/change-plan';
import type { CompiledState } from '@archivesmp/hub-wiring';
import type { NamedFleet } from '@archivesmp/fleet';
import type { FilesNow } from './files-now.js';

/** What a caller asked for, as exact change requests; what cannot even be requested is refused with its reason. */
export interface GatheredChangeRequests {
  readonly changeRequests: readonly ExactChangeRequest[];
  readonly refusals: readonly PlanRefusal[];
}

/** What exact change requests are made from. */
export interface ChangeRequestSources {
  readonly fleet: NamedFleet;
  readonly compiled: CompiledState;
  readonly files: FilesNow;
}
