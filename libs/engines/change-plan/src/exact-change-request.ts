import type { PlannedLikeness } from './plan.js';
import type { ConfigView, Edit } from '@archivesmp/config-text';
import type { ConfigFormat, Platform } from '@archivesmp/contracts/vocabulary';

/** What the planner is told about an instance. */
export interface PlanTarget {
  readonly instanceId: string;
  readonly name: string;
  readonly host: string;
  readonly platform: Platform;
  readonly tags: readonly string[];
  readonly running: boolean;
  /** Players online now; undefined when unknown. */
  readonly players?: number;
  /** Set while the instance must not be changed: the reason of the hold. */
  readonly hold?: string;
}

/** A file as it is on an instance at planning time. */
export interface TargetFile {
  readonly instanceId: string;
  /** Relative to the server folder. */
  readonly path: string;
  /**
   * `present`: its bytes are known, whether or not they parse. `unsettled`: it was being written when it was looked at.
   * `unreadable`: it is there, and its bytes could not be read from the disk.
   */
  readonly state: 'present' | 'absent' | 'unsettled' | 'unreadable';
  readonly bytes?: Uint8Array;
  /** Mode and owner, where they are known. */
  readonly like?: PlannedLikeness;
  /** Why its bytes are not known; of an absent one, which may be meant. */
  readonly reason?: string;
}

interface RequestedFile {
  readonly instanceId: string;
  readonly path: string;
  readonly plugin: string;
  readonly because: string;
}

/** A change requested of one file on one instance. Deleting is always a request of its own and never follows from leaving something out. */
export type ExactChangeRequest =
  | (RequestedFile & {
      readonly kind: 'edit';
      readonly format: ConfigFormat;
      /** In whose eyes the paths are meant; plain when left out. */
      readonly view?: ConfigView;
      /** What separates steps in the Bukkit view; a dot when left out. */
      readonly separator?: string;
      readonly edits: readonly Edit[];
    })
  | (RequestedFile & {
      readonly kind: 'write';
      readonly bytes: Uint8Array;
      /** How it will be read back after the restart; left out: only its bytes count. */
      readonly format?: ConfigFormat;
      readonly view?: ConfigView;
      /** What separates steps in the Bukkit view; a dot when left out. */
      readonly separator?: string;
      /** Its content comes out of a backup: a file that is gone gets back the name it had. */
      readonly restores?: true;
      /** Mode and owner it had when it was backed up. */
      readonly like?: PlannedLikeness;
      /** The plugin is not installed yet: the file waits for its first boot, and nothing has to be restarted for it. */
      readonly beforeFirstBoot?: true;
    })
  | (RequestedFile & { readonly kind: 'delete' })
  /** A JAR by its sha256; `before` is the sha256 of the JAR it replaces, null when it is new. */
  | (RequestedFile & {
      readonly kind: 'jar';
      readonly sha256: string;
      readonly before: string | null;
      /** Platforms this JAR runs on. */
      readonly platforms: readonly Platform[];
    });
