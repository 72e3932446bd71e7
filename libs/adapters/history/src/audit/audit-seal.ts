import { sha256Hex } from '@archivesmp/digests';

/** What the first row of the chain names as the hash before it. */
export const FIRST_LINK = '0'.repeat(64);

/** What a seal covers. `detail` is the text exactly as it is stored. */
export interface SealedFields {
  readonly previous: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly requestId: string | null;
}

/**
 * The hash of one row of the audit trail: sha256 over a JSON list of its fields in this order, the hash of the row before
 * first. A row that was changed, put in or taken out therefore breaks the chain at its place.
 */
export const sealOf = ({ previous, at, actor, action, subject, detail, requestId }: SealedFields): string =>
  sha256Hex(JSON.stringify([previous, at.toISOString(), actor, action, subject, detail, requestId]));
