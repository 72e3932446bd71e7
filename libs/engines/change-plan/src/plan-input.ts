import type { Platform } from '@archivesmp/contracts/vocabulary';
import type { JudgeOf } from '@archivesmp/drift';
import type { ChangedContent } from './consequences.js';
import type { PlanRefusal, Risk } from './plan.js';
import type { WaveOrder } from './waves.js';
import type { PlanTarget, TargetFile, ExactChangeRequest } from './exact-change-request.js';

/** Everything a plan is made from. */
export interface PlanInput {
  readonly changeRequests: readonly ExactChangeRequest[];
  readonly targets: readonly PlanTarget[];
  readonly files: readonly TargetFile[];
  /** sha256 as 64 hex digits; engines have no cryptography of their own. */
  readonly sha256: (bytes: Uint8Array | string) => string;
  /** Decides what of a plugin's file is a secret; see `CompiledRules`. */
  readonly judgeOf: JudgeOf;
  /** Whether the change of this file takes effect only after a restart. */
  readonly needsRestart: (plugin: string, path: string) => boolean;
  /** Platforms that a plugin is known to run on; none: unknown. Left out: of no plugin. */
  readonly pluginPlatforms?: (plugin: string) => readonly Platform[];
  /** Write texts that no server could load, too; each is named as a risk. */
  readonly asIs?: boolean;
  /** What the changes make worse, by instance (`consequencesOf`); left out: not checked. */
  readonly consequences?: (changed: readonly ChangedContent[]) => ReadonlyMap<string, readonly Risk[]>;
  readonly waves: WaveOrder;
  /** What was refused before it became an exact change request; joins the refusals of the plan. */
  readonly refused?: readonly PlanRefusal[];
}
