import { SHA256 } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import type { BucketName } from './bucket-names.js';
import type { StorageKey } from './keys/storage-key.js';
import type { StorageKeys } from './keys/storage-keys.js';

/** Before everything that is encrypted; behind it the id of the key. */
export const SEALED = 'sealed/';

/** Where contents of one kind lie, and how they are read. */
export interface ContentLocation {
  readonly bucket: BucketName;
  /** Before `<2>/<sha256>` of those that are not encrypted. */
  readonly plain: string;
  /** What people call one of them. */
  readonly word: string;
  /** One that unpacks to more than this is none. */
  readonly maxBytes: number;
}

/** How contents are written. */
export interface ContentKeys {
  readonly keys: StorageKeys;
  /** false: written plain, as without a key; what was encrypted before is still read. */
  readonly encrypt: boolean;
}

/**
 * How many contents lie in which form. `earlier`: under a key that only reads; `plain`: not encrypted; `unknown`: under a key that the
 * settings do not have, so that they cannot be read.
 */
export interface ContentForms {
  readonly current: number;
  readonly earlier: number;
  readonly plain: number;
  readonly unknown: number;
}

/** A form in which contents lie: under a key, or plain. */
export interface Form {
  readonly key?: StorageKey;
  readonly prefix: string;
}

/** Every form that is read; the one that is written first. */
export function formsOf(location: ContentLocation, sealing?: ContentKeys): readonly Form[] {
  const plain: Form = { prefix: location.plain };
  const sealed = (sealing?.keys.all ?? []).map((key): Form => ({ key, prefix: `${SEALED}${key.id}/` }));
  return sealing?.encrypt === true ? [...sealed, plain] : [plain, ...sealed];
}

export const nameIn = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** Where a content lies in a form. @throws Problem `request.invalid` for what is no sha256 */
export function keyIn({ key, prefix }: Form, sha256: string): string {
  if (!SHA256.test(sha256)) throw new Problem('request.invalid', 'a sha256 is 64 lower-case hex digits');
  const name = key?.nameOf(sha256) ?? sha256;
  return `${prefix}${name.slice(0, 2)}/${name}`;
}

/** What bringing contents into the present form came to. */
export interface RenewedContents {
  readonly renewed: number;
  /** Cannot be read; they stay as they are. */
  readonly damaged: number;
}

/** A stored content. */
export interface StoredContent {
  readonly sha256: string;
  readonly writtenAt?: Date;
}
