import { Problem } from '@archivesmp/contracts/problem';
import { isSameText } from '@archivesmp/digests';
import type { StorageKeys } from './storage-keys.js';

/** How a signed document ends. The text before it, closed by a brace, is what was signed. */
const SIGNATURE = /,"signature":\{"key":"([0-9a-f]{16})","mac":"([0-9a-f]{64})"\}\}$/;

/** Whose a document is, as its signature says. */
export type SignatureStatus =
  /** A key of ours signed it for this place; without keys that cannot be checked, and it counts as ours. */
  | 'ours'
  /** Without a signature: older than the key, or put there by others. */
  | 'unsigned'
  /** Signed by a key that the settings do not have. */
  | 'unknown-key'
  /** Altered after it was signed, or signed for another place. */
  | 'altered';

/** A document as it was before it was signed. */
export interface OpenedDocument {
  readonly text: string;
  readonly signatureStatus: SignatureStatus;
}

const REFUSALS: Readonly<Record<Exclude<SignatureStatus, 'ours'>, string>> = {
  unsigned:
    'it carries no signature. Written before storage.key was set: have it adopted; else it was not written by this hub',
  'unknown-key': 'its signature is of a key that is neither storage.key nor among storage.earlier_keys',
  altered: 'its signature does not fit: it was altered, or moved here from another place',
};

/**
 * JSON documents that carry, as their last member, a signature over themselves and the place where they lie: a program that can write
 * into the bucket without the key can neither alter one, nor invent one, nor pass one off as another.
 */
export class SignedDocuments {
  /** @param keys left out: nothing is signed, and only what is signed all the same is refused */
  constructor(private readonly keys?: StorageKeys) {}

  /** @param location bucket and key. @param document an object of JSON values, not empty */
  signDocument(location: string, document: object): Buffer {
    const text = JSON.stringify(document);
    if (this.keys === undefined) return Buffer.from(text);
    const { current } = this.keys;
    const signature = `{"key":"${current.id}","mac":"${current.macOf(location, text)}"}`;
    return Buffer.from(`${text.slice(0, -1)},"signature":${signature}}`);
  }

  /** What a document says and whose it is; never throws. */
  inspectDocument(location: string, stored: Buffer): OpenedDocument {
    const whole = stored.toString('utf8');
    const match = SIGNATURE.exec(whole);
    if (match === null)
      return { text: whole, signatureStatus: this.keys === undefined ? 'ours' : 'unsigned' };
    const [, id = '', mac = ''] = match;
    const text = `${whole.slice(0, match.index)}}`;
    const key = this.keys?.withId(id);
    if (key === undefined) return { text, signatureStatus: 'unknown-key' };
    const isOurs = isSameText(mac, key.macOf(location, text));
    return { text, signatureStatus: isOurs ? 'ours' : 'altered' };
  }

  /** The text of a document that is ours. @throws Problem `artifacts.not-authentic` naming the place and why */
  openDocument(location: string, stored: Buffer): string {
    const { text, signatureStatus } = this.inspectDocument(location, stored);
    if (signatureStatus === 'ours') return text;
    throw new Problem('artifacts.not-authentic', `${location}: ${REFUSALS[signatureStatus]}.`);
  }
}
