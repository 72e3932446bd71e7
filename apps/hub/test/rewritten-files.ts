import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Switches } from '@archivesmp/amp-simulator';
import { parseDocument } from 'yaml';

/** A plugin that writes back what it had read when its server stops: it is changed while stopped only. */
export const SAVES_ON_STOP = 'TAB';

/** What the servers of the campaign do to their own files, as real ones do. */
export const UNKIND: Partial<Switches> = {
  datesProperties: true,
  savesOnStart: ['CMI'],
  migratesOnStart: ['CMI'],
  savesOnStop: [SAVES_ON_STOP],
  savesEveryMs: 20_000,
};

const REWRITTEN = new RegExp(String.raw`/(server\.properties|plugins/(CMI|${SAVES_ON_STOP})/config\.yml)$`);
/** What the simulated migration adds. */
const MIGRATION = 'simulated-config-version';
/** A server that is writing has written by then. */
const WRITTEN_BY_MS = 150;

/** Whether servers rewrite this file themselves, so that its bytes say nothing and its meaning all. */
export const isRewritten = (file: string): boolean => REWRITTEN.test(file);

/** Whether two contents of a rewritten file mean the same, whatever the migration added; null = no file. */
function meansSame(file: string, left: Buffer | null, right: Buffer | null): boolean {
  if (left === null || right === null) return left === right;
  if (left.equals(right)) return true;
  const [mine, other] = [meaningOf(file, left), meaningOf(file, right)];
  return mine !== undefined && isDeepStrictEqual(mine, other);
}

/** Read by another program than the product's, so that a fault of its reader is seen; undefined when it cannot be read. */
function meaningOf(file: string, bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  if (file.endsWith('.properties'))
    return new Set(text.split(/\r?\n/).filter((line) => line !== '' && !/^\s*[#!]/.test(line)));
  const document = parseDocument(text, { uniqueKeys: false });
  if (document.errors.length > 0) return undefined;
  const values = document.toJS() as Record<string, unknown> | null;
  return Object.fromEntries(Object.entries(values ?? {}).filter(([key]) => key !== MIGRATION));
}

/** Whether the file on disk means one of these; a server that is just writing it is given the time to end. */
export async function holdsOneOf(
  file: string,
  diskPath: string,
  contents: readonly (Buffer | null)[],
): Promise<boolean> {
  for (const last of [false, true]) {
    const now = await readFile(diskPath).catch(() => null);
    if (contents.some((content) => meansSame(file, content, now))) return true;
    if (!last) await wait(WRITTEN_BY_MS);
  }
  return false;
}
