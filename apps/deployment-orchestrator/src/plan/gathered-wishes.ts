import type { Refusal, Wish } from '@archivesmp/change-plan';
import type { CompiledState } from '@archivesmp/hub-wiring';
import type { NamedFleet } from '@archivesmp/fleet';
import type { FilesNow } from './files-now.js';

/** What somebody asked for, in exact wishes; what cannot even be wished for is refused with its reason. */
export interface GatheredWishes {
  readonly wishes: readonly Wish[];
  readonly refusals: readonly Refusal[];
}

/** What wishes are made from. */
export interface WishSources {
  readonly fleet: NamedFleet;
  readonly compiled: CompiledState;
  readonly files: FilesNow;
}
