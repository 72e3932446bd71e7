import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import type { AuditCheckpoint } from '@archivesmp/contracts/storage';
import type { SignedDocuments } from './keys/signed-documents.js';
import type { ObjectStore } from './object-store.js';
import { runAtMost } from './run-at-most.js';
import { isDamage } from './stored-damage.js';

const PREFIX = 'audit-checkpoints/';
const NUMBER = /\/(\d{10})\.json$/;
const READERS = 16;

/** A checkpoint as it lies in the bucket, or why it is not believed. */
export type SeenCheckpoint =
  | { readonly number: number; readonly checkpoint: AuditCheckpoint }
  | { readonly number: number; readonly damage: string };

/** Where the audit trail stood at a time, signed and outside of the database: numbered without gaps. */
export class AuditCheckpoints {
  constructor(
    private readonly store: ObjectStore,
    private readonly signed: SignedDocuments,
  ) {}

  /** The newest ones, newest first. Numbers that are missing between them are named as damage. @throws Problem of S3 */
  async newest(count: number): Promise<SeenCheckpoint[]> {
    const numbers = (await this.numbers()).slice(-count);
    const seen = await runAtMost(READERS, numbers, (number) => this.read(number));
    const lost = numbers.slice(1).flatMap((number, at): SeenCheckpoint[] => {
      const before = numbers[at]!;
      if (number === before + 1) return [];
      return [{ number: before + 1, damage: `checkpoints ${before + 1} to ${number - 1} were removed` }];
    });
    return [...seen.filter((one) => one !== undefined), ...lost].sort((a, b) => b.number - a.number);
  }

  /** false: somebody wrote this number already. */
  async write(number: number, checkpoint: AuditCheckpoint): Promise<boolean> {
    const key = keyOf(number);
    const revision = await this.store.write(CONFIGS_BUCKET, key, this.signed.sign(placeOf(key), checkpoint), {
      contentType: 'application/json',
      when: { ifAbsent: true },
    });
    return revision !== undefined;
  }

  /** Removes those with a smaller number. */
  async removeBefore(number: number): Promise<void> {
    const old = (await this.numbers()).filter((one) => one < number);
    await this.store.remove(CONFIGS_BUCKET, old.map(keyOf));
  }

  private async numbers(): Promise<number[]> {
    const objects = await this.store.list(CONFIGS_BUCKET, PREFIX);
    return objects
      .flatMap(({ key }) => NUMBER.exec(key)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** Undefined when it went since it was listed. */
  private async read(number: number): Promise<SeenCheckpoint | undefined> {
    const key = keyOf(number);
    const stored = await this.store.read(CONFIGS_BUCKET, key);
    if (stored === undefined) return undefined;
    try {
      const text = this.signed.open(placeOf(key), stored.content);
      return { number, checkpoint: JSON.parse(text) as AuditCheckpoint };
    } catch (error) {
      if (!isDamage(error)) throw error;
      return { number, damage: error.detail };
    }
  }
}

const keyOf = (number: number): string => `${PREFIX}${String(number).padStart(10, '0')}.json`;
const placeOf = (key: string): string => `${CONFIGS_BUCKET}/${key}`;
