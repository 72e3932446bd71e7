/** One file of an order. Hashes are sha256 over the whole content; null = the file does not exist then. */
export interface OrderedFile {
  /** Relative to the server folder. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Exactly what one instance is to become. The agent adds nothing and leaves nothing out. */
export interface ApplyOrder {
  readonly operationId: string;
  readonly instanceId: string;
  /** Rises with every claim of the instance; an order with a lower fence than one already seen is refused. */
  readonly fence: number;
  readonly files: readonly OrderedFile[];
}

/**
 * How an order ended. `refused`: nothing was touched. `applied`: every file is new and was read back. `undone`: something went
 * wrong on the way and every file is old again. Never anything in between.
 */
export type ApplyOutcome =
  | { readonly state: 'applied' }
  | {
      readonly state: 'refused' | 'undone';
      readonly code: ApplyFailure;
      readonly path?: string;
      readonly reason: string;
    };

export type ApplyFailure =
  | 'stale_fence'
  | 'base_moved'
  | 'outside_instance'
  | 'content_unavailable'
  | 'backup_failed'
  | 'disk'
  | 'changed_meanwhile';

/** A reason to stop, with the file it is about. */
export class ApplyError extends Error {
  constructor(
    readonly code: ApplyFailure,
    readonly reason: string,
    readonly path?: string,
  ) {
    super(path === undefined ? reason : `${path}: ${reason}`);
    this.name = 'ApplyError';
  }
}
