import type { ConfigView } from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath, Platform, RiskKind } from '@archivesmp/contracts/vocabulary';

export { RISK_KINDS, type RiskKind } from '@archivesmp/contracts/vocabulary';

export interface Risk {
  readonly kind: RiskKind;
  readonly message: string;
}

/** One key that changes, for people to read. Values of secret-looking keys are masked. */
export interface KeyChange {
  readonly path: KeyPath;
  readonly before?: string;
  readonly after?: string;
  readonly because: string;
}

/** Permission bits and owner of a file, as numbers of its host. */
export interface PlannedLikeness {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** One file that changes. `before`/`after` are sha256 of the whole content; null = the file does not exist then. */
export interface FileChange {
  /** Relative to the server folder: `plugins/CMI/config.yml`. */
  readonly path: string;
  readonly plugin: string;
  readonly kind: 'config' | 'jar';
  readonly before: string | null;
  readonly after: string | null;
  readonly keys: readonly KeyChange[];
  /** How its keys are read; left out for JARs, deletions and files that are no configuration. */
  readonly format?: ConfigFormat;
  readonly view?: ConfigView;
  /** What separates steps in the Bukkit view; a dot when left out. */
  readonly separator?: string;
  /** Set when its plugin is not installed yet: the file waits for the plugin's first boot, no restart shows it. */
  readonly beforeFirstBoot?: true;
  /**
   * Mode and owner, where the order must bring them: a deleted file that a rollback brings back, one that comes out of a backup.
   * Else they are those of the file that is replaced, or what is usual in the folder.
   */
  readonly likeBefore?: PlannedLikeness;
  readonly likeAfter?: PlannedLikeness;
  /** Why it is written or deleted as a whole; edits say why at each key. */
  readonly because?: string;
}

export interface InstancePlan {
  readonly instanceId: string;
  readonly name: string;
  readonly host: string;
  readonly platform: Platform;
  readonly files: readonly FileChange[];
  readonly restart: boolean;
  readonly risks: readonly Risk[];
}

/** Instances that may be changed at the same time; the next wave starts when this one has passed its verdict. */
export interface Wave {
  readonly name: string;
  readonly instances: readonly InstancePlan[];
}

/** Something that was requested and is not in the plan, and why. Nothing is left out silently. */
export interface PlanRefusal {
  readonly instanceId: string;
  readonly path: string;
  readonly reason: string;
}

/**
 * Exact edits per instance in waves. A plan is a value: it is what gets approved, and applying reads nothing but the plan.
 * `hash` covers everything but itself.
 */
export interface Plan {
  readonly waves: readonly Wave[];
  readonly refusals: readonly PlanRefusal[];
  readonly hash: string;
}

/** Whether single keys of the file are changed. Whole files say why they are written or deleted; edits say why at each key. */
export const isEdit = ({ because: reason, keys }: Pick<FileChange, 'because' | 'keys'>): boolean =>
  reason === undefined && keys.length > 0;
