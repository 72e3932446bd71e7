import type {
  Decider,
  FindingKind,
  FindingStatus,
  KeyPath,
  PerServerKind,
  Severity,
} from '@archivesmp/contracts/vocabulary';

/** JSON as it is shown and stored; integers beyond 2^53 and non-finite numbers come as text. */
export type ShownValue =
  string | number | boolean | null | readonly ShownValue[] | { readonly [key: string]: ShownValue };

/** Which scope decided what is expected. */
export interface FindingDecidedBy {
  readonly scope: Decider;
  /** Of the platform, host, tag or instance. */
  readonly name?: string;
}

/** One difference between what an instance has and what it should have. */
export interface Finding {
  readonly host: string;
  readonly instance: string;
  readonly plugin: string;
  /** null when the finding is about the whole plugin. */
  readonly file: string | null;
  readonly path: KeyPath;
  /** `path` joined with dots. */
  readonly key: string;
  readonly kind: FindingKind;
  readonly status: FindingStatus;
  readonly severity: Severity;
  /** What should be there; left out when nothing should. Secrets are masked. */
  readonly expected?: ShownValue;
  /** What is there; left out when nothing is. Secrets are masked. */
  readonly actual?: ShownValue;
  /** How they are written in the files, where that is not their usual spelling: `1.10`, `0x1F`, `yes`. Never of a secret. */
  readonly expectedText?: string;
  readonly actualText?: string;
  /** Of a documented deviation: what the baseline says; left out when it has no such key. Secrets are masked. */
  readonly baseline?: ShownValue;
  /** Keyed hashes of masked values, when the caller brought a hash. */
  readonly expectedHash?: string;
  readonly actualHash?: string;
  readonly baselineHash?: string;
  readonly decidedBy: FindingDecidedBy;
  /** Points by `priorityOf`, for this finding alone; larger is more urgent. */
  readonly priority: number;
  /** Why the value may be meant to differ from server to server; left out when nothing points to it. */
  readonly looksLike?: PerServerKind;
  /** The instance is tagged `dev`: what only such instances have is less urgent. */
  readonly onDev?: true;
  /** In words, for a volunteer at three in the morning. */
  readonly reason: string;
}

/** What masks and hashes values of secret-looking keys. Without `hash` only the mask remains. */
export interface SecretHandling {
  /** A keyed hash (HMAC) of a text, as text. */
  readonly hash?: (text: string) => string;
}
