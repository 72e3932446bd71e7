import { mapBounded } from '@archivesmp/bounded-work';
import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import type { AuditCheckpoint } from '@archivesmp/contracts/storage';
import type { SignedDocuments } from './keys/signed-documents.js';
import type { ObjectStore } from './object-store.js';
import { isDamage } from './stored-damage.js';

const PREFIX = 'audit-checkpoints/';
const NUMBER = /\/(\d{10})\.json$/;
const READERS = 16;
/** More than a month of them, one an hour. */
export const RETAINED_CHECKPOINTS = 1_000;

/** A checkpoint as it lies in the bucket, or why it is not believed. */
export type SeenCheckpoint =
  | { readonly number: number; readonly checkpoint: AuditCheckpoint }
  | { readonly number: number; readonly damage: string };

/** Where the audit trail stood at a time, signed and outside of the database: numbered, so that a missing one is noticed. */
export class AuditCheckpoints {
  constructor(
    private readonly store: ObjectStore,
    private readonly signed: SignedDocuments,
  ) {}

  /** The newest ones, newest first. Numbers that are missing among them are named as damage. @throws Problem of S3 */
  async listNewestCheckpoints(count: number): Promise<SeenCheckpoint[]> {
    const numbers = (await this.listCheckpointNumbers()).slice(-count);
    const seen = await mapBounded(READERS, numbers, (number) => this.readCheckpoint(number));
    return [...seen.filter((one) => one !== undefined), ...missingAmong(numbers)].sort(
      (a, b) => b.number - a.number,
    );
  }

  /**
   * Writes the next one, behind every number that is taken; far ones do not count, so that one great number in the bucket, which
   * an intruder with the key of the S3 server can put there, does not use them all up.
   * @param after number of the newest of ours, 0: there is none
   * @returns whether it was written; false: another hub was faster
   */
  async writeCheckpoint(after: number, checkpoint: AuditCheckpoint): Promise<boolean> {
    const numbers = (await this.listCheckpointNumbers()).filter((number) => isNear(after, number));
    const key = keyOf(Math.max(after, ...numbers) + 1);
    const revision = await this.store.writeObject(
      CONFIGS_BUCKET,
      key,
      this.signed.signDocument(objectLocationOf(key), checkpoint),
      {
        contentType: 'application/json',
        when: { ifAbsent: true },
      },
    );
    return revision !== undefined;
  }

  /** Removes all but the newest. @param count how many stay */
  async thinOutCheckpoints(count: number): Promise<void> {
    const old = (await this.listCheckpointNumbers()).slice(0, -count);
    await this.store.removeObjects(CONFIGS_BUCKET, old.map(keyOf));
  }

  private async listCheckpointNumbers(): Promise<number[]> {
    const objects = await this.store.listObjects(CONFIGS_BUCKET, PREFIX);
    return objects
      .flatMap(({ key }) => NUMBER.exec(key)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** Undefined when it went since it was listed. */
  private async readCheckpoint(number: number): Promise<SeenCheckpoint | undefined> {
    const key = keyOf(number);
    const stored = await this.store.readObject(CONFIGS_BUCKET, key);
    if (stored === undefined) return undefined;
    try {
      const text = this.signed.openDocument(objectLocationOf(key), stored.content);
      return { number, checkpoint: JSON.parse(text) as AuditCheckpoint };
    } catch (error) {
      if (!isDamage(error)) throw error;
      return { number, damage: error.detail };
    }
  }
}

const isNear = (one: number, other: number): boolean => other <= one + RETAINED_CHECKPOINTS;

/** @param numbers rising */
const missingAmong = (numbers: readonly number[]): SeenCheckpoint[] =>
  numbers.slice(1).flatMap((number, index): SeenCheckpoint[] => {
    const first = numbers[index]! + 1;
    if (first === number || !isNear(first, number)) return [];
    return [{ number: first, damage: `checkpoints ${first} to ${number - 1} are missing` }];
  });

const keyOf = (number: number): string => `${PREFIX}${String(number).padStart(10, '0')}.json`;
const objectLocationOf = (key: string): string => `${CONFIGS_BUCKET}/${key}`;
