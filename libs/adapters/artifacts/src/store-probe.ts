import { randomUUID } from 'node:crypto';
import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import { isKeyRefused } from './storage-failure.js';
import type { ObjectStore } from './object-store.js';

const FOLDER = '.probe/';

/** Something that a server was asked to show it can do. */
export interface Capability {
  readonly name: 'presigned write' | 'conditional create' | 'conditional replace' | 'listing' | 'multipart';
  /** Why it is missing; undefined when it is there. */
  readonly missing?: string;
  /** Whether the product cannot do its work without it. */
  readonly isNeeded: boolean;
}

/**
 * Has a server show what it can do, on an object of a name of its own, which is removed again.
 * @throws Problem `artifacts.unavailable` when it does not answer
 */
export async function probeStore(store: ObjectStore): Promise<Capability[]> {
  const key = `${FOLDER}${randomUUID()}`;
  const how = { contentType: 'text/plain' };
  const write = (content: string, when?: { ifAbsent: true } | { ifRevision: string }) =>
    store.writeObject(CONFIGS_BUCKET, key, Buffer.from(content), { ...how, ...(when && { when }) });
  const found: Capability[] = [];
  const probe = async (
    name: Capability['name'],
    isNeeded: boolean,
    show: () => Promise<string | undefined>,
  ) => {
    const missing = await show().catch((error: unknown) => reasonOf(error));
    found.push({ name, isNeeded, ...(missing !== undefined && { missing }) });
  };
  try {
    await probe('presigned write', true, () => write('0').then(() => undefined));
    await store.removeObjects(CONFIGS_BUCKET, [key]);
    await probe('conditional create', true, async () => {
      if ((await write('1', { ifAbsent: true })) === undefined)
        return 'it refuses If-None-Match where nothing is';
      const again = await write('2', { ifAbsent: true });
      return again === undefined
        ? undefined
        : 'it ignores If-None-Match: of two who create at once, one would be lost';
    });
    await probe('conditional replace', true, async () => {
      const first = await write('3');
      const second = await write('4', { ifRevision: first! });
      if (second === undefined) return 'it refuses If-Match where the revision is right';
      const stale = await write('5', { ifRevision: first! });
      return stale === undefined
        ? undefined
        : 'it ignores If-Match: of two who save at once, one would be lost';
    });
    await probe('listing', true, async () => {
      const listed = await store.listObjects(CONFIGS_BUCKET, FOLDER);
      return listed.some((object) => object.key === key)
        ? undefined
        : 'a list does not name what was written before';
    });
    await probe('multipart', false, () => store.tryParts(CONFIGS_BUCKET, key).then(() => undefined));
  } finally {
    // What is left lies in a folder that is not read, and the failure before counts
    await store.removeObjects(CONFIGS_BUCKET, [key]).catch(() => undefined);
  }
  return found;
}

/** @throws what is no answer about the server's abilities */
function reasonOf(error: unknown): string {
  const isAnswer = isKeyRefused(error) || (error instanceof Problem && error.code === 'artifacts.unsuitable');
  if (isAnswer) return (error as Problem).detail;
  throw error;
}

/** What to tell when something that is needed is missing; undefined when nothing is. */
export function lackOf(capabilities: readonly Capability[]): Problem | undefined {
  const lacking = capabilities.filter(({ isNeeded, missing }) => isNeeded && missing !== undefined);
  if (lacking.length === 0) return undefined;
  const each = lacking.map(({ name, missing }) => `${name} (${missing})`).join('; ');
  return new Problem('artifacts.unsuitable', `The S3 server lacks ${each}.`);
}
