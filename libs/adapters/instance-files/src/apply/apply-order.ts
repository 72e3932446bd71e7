import type { FileLikeness } from '@archivesmp/contracts/agent';
import type { OrderFailure } from '@archivesmp/contracts/order-facts';

/** One file of an order. Hashes are sha256 over the whole content; null = the file does not exist then. */
export interface OrderedFile {
  /** Relative to the server folder. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Mode and owner it is to have, where the hub knows them: a deleted file comes back, or a backup remembers. */
  readonly like?: FileLikeness;
}

/** Exactly what one instance is to become. The agent adds nothing and leaves nothing out. */
export interface ApplyOrder {
  readonly orderId: string;
  readonly instanceId: string;
  /** Rises with every claim of the instance; an order with a lower fence than one already seen is refused. */
  readonly fence: number;
  readonly files: readonly OrderedFile[];
}

/** What went wrong and where. */
export interface ApplyFailure {
  readonly code: OrderFailure;
  readonly path?: string;
  readonly reason: string;
}

/**
 * How an order ended. `refused`: nothing was touched. `applied`: every file is new and was read back. `undone`: something went
 * wrong on the way and every file is old again. `stuck`: neither was possible; it is not the end, the next start tries again.
 */
export type ApplyOutcome =
  | { readonly state: 'applied'; readonly reason?: string }
  | ({ readonly state: 'refused' | 'undone' | 'stuck' } & ApplyFailure);

/** A reason to stop, with the file it is about. */
export class ApplyError extends Error {
  constructor(
    readonly code: OrderFailure,
    readonly reason: string,
    readonly path?: string,
  ) {
    super(path === undefined ? reason : `${path}: ${reason}`);
    this.name = 'ApplyError';
  }
}

/** Any error as a reason to stop; what a file system says becomes `disk`. */
export function toApplyError(error: unknown, path?: string): ApplyError {
  if (error instanceof ApplyError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const words = /^E[A-Z]+$/.test(code) ? code : error instanceof Error ? error.message : 'unknown reason';
  return new ApplyError('disk', `writing was refused (${words})`, path);
}

/** What of an error is told to others: code, reason in words, and the path when there is one. */
export const failureOf = ({ code, reason, path }: ApplyError): ApplyFailure => ({
  code,
  reason,
  ...(path !== undefined && { path }),
});
