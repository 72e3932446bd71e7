import type { Cause, JudgeOf } from '@archivesmp/drift';
import type { FileLikeness } from '@archivesmp/contracts/agent';
import type {
  ConfigFormat,
  Decider,
  FileState,
  FindingKind,
  FindingStatus,
  KeyPath,
  PerServerKind,
  Severity,
} from '@archivesmp/contracts/vocabulary';

/** One difference as an analysis found it. Values of secret-looking keys arrive masked. */
export interface ObservedFinding {
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  readonly kind: FindingKind;
  readonly status: FindingStatus;
  readonly severity: Severity;
  /** Left out: nothing is expected. */
  readonly expected?: unknown;
  /** Left out: nothing is there. */
  readonly actual?: unknown;
  /** How they are written, where that is not their usual spelling; never of a secret, at most 64 characters. */
  readonly expectedText?: string;
  readonly actualText?: string;
  /** Of a documented deviation: what the baseline says. Left out: it has no such key. */
  readonly baseline?: unknown;
  /** Which scope decided what is expected; the name is that of the platform, host, tag or instance. */
  readonly decidedBy: { readonly scope: Decider; readonly name?: string };
  /** Points of the drift engine for this finding alone; those for the number of instances come with the group. */
  readonly priority: number;
  readonly looksLike?: PerServerKind;
  /** Seen on an instance that is for trying things out. */
  readonly onDev?: boolean;
  readonly reason: string;
  /** Why it came up, if it does so now; left out: nothing is known. */
  readonly cause?: Cause;
}

/** One config file as an agent listed it. `path` is relative to the plugin's folder, as in findings. */
export interface ObservedFile {
  readonly plugin: string;
  readonly path: string;
  readonly format: ConfigFormat;
  readonly size: number;
  readonly modifiedAt: Date;
  readonly state: FileState;
  readonly sha256?: string;
  readonly reason?: string;
  /** Mode and owner, where the access can tell. */
  readonly like?: FileLikeness;
}

/** One plugin as found by its JAR, its folder or both. */
export interface ObservedPlugin {
  readonly plugin: string;
  readonly hasFolder: boolean;
  readonly jar?: { readonly path: string; readonly size: number; readonly modifiedAt: Date };
}

/** Everything one analysis has to say of one instance within one scan. */
export interface ObservedInstance {
  readonly scanId: string;
  readonly instanceId: string;
  readonly findings: readonly ObservedFinding[];
  readonly files: readonly ObservedFile[];
  readonly plugins: readonly ObservedPlugin[];
  /**
   * Files whose content is not known this time (unreadable, malformed, too large), and folders that could not be opened
   * ('' is the plugin's own). Findings inside them are neither resolved nor touched: not seen is not fixed.
   */
  readonly unknownFiles: readonly { readonly plugin: string; readonly file: string }[];
  /** Which baselines and deviations it was compared with, in one word. */
  readonly desiredRevision?: string;
  /**
   * Who decides what is a secret in each of its files, as in the analysis: a last look before anything is written. The rules of the
   * operators are in it, so that what they call no secret is kept open. Left out: names and shapes alone, no rule.
   */
  readonly judgeOf?: JudgeOf;
  /** How many of its files a baseline speaks of, and how many belong to partly described plugins and are not judged. */
  readonly judgement?: { readonly judged: number; readonly notJudged: number };
}

/** What recording changed. */
export interface RecordedInstance {
  /** false: it was already recorded, or the scan had ended; nothing was written. */
  readonly recorded: boolean;
  readonly opened: number;
  readonly recurred: number;
  readonly changed: number;
  readonly resolved: number;
  /** true when this was the last instance and the completion of the scan was asked for. */
  readonly last: boolean;
}
