import { hkdfSync } from 'node:crypto';
import { keyedHash, keyedHashHex } from '@archivesmp/digests';

const BYTES = 32;

/** One key of what rests in S3. Each use has a key of its own that is derived from it, so that none says anything of another. */
export class StorageKey {
  /** Names the key in what it wrote: 16 hex digits that tell nothing of it. */
  readonly id: string;
  private readonly signing: Buffer;
  private readonly naming: Buffer;
  private readonly encryption: Buffer;

  /** @param text the key as it stands in the settings */
  constructor(text: string) {
    this.id = derived(text, 'id').toString('hex').slice(0, 16);
    this.signing = derived(text, 'signature');
    this.naming = derived(text, 'name');
    this.encryption = derived(text, 'content');
  }

  /** Proves that a program with the key wrote this text for this location: 64 hex digits. */
  macOf(location: string, text: string): string {
    return keyedHashHex(this.signing, `${location}\0`, text);
  }

  /** The name of an encrypted content, of its sha256: without the key it does not tell of which. 64 hex digits. */
  nameOf(sha256: string): string {
    return keyedHashHex(this.naming, sha256);
  }

  /** The key of one content, by its name: each has one of its own, so that no number of contents wears a key out. */
  contentKey(name: string): Buffer {
    return keyedHash(this.encryption, name);
  }
}

const derived = (text: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', text, '', `archivesmp storage ${use}`, BYTES));
