import { createHmac, hkdfSync } from 'node:crypto';

const BYTES = 32;

/** One key of what rests in S3. Each use has a key of its own that is derived from it, so that none says anything of another. */
export class StorageKey {
  /** Names the key in what it wrote: 16 hex digits that tell nothing of it. */
  readonly id: string;
  private readonly signing: Buffer;

  /** @param text the key as it stands in the settings */
  constructor(text: string) {
    this.id = derived(text, 'id').toString('hex').slice(0, 16);
    this.signing = derived(text, 'signature');
  }

  /** What proves that whoever has the key wrote this text, and wrote it for this place: 64 hex digits. */
  macOf(place: string, text: string): string {
    return createHmac('sha256', this.signing).update(`${place}\0`).update(text).digest('hex');
  }
}

const derived = (text: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', text, '', `archivesmp storage ${use}`, BYTES));
