import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import type { ApplyOrder } from '../apply/apply-order.js';
import type { ApplySources } from '../apply/apply-sources.js';

/** Id of the twelve-file order. */
export const ORDER_ID = '11111111-0000-4000-8000-000000000001';
/** Id of the instance that it is for. */
export const INSTANCE_ID = '22222222-0000-4000-8000-000000000002';

/** Twelve files: eight replaced, two created (one in a folder that is not there yet), two deleted. */
export const OLD = new Map<string, string>();
/** The files as they are after the order; what is not in it is deleted. */
export const NEW = new Map<string, string>();
for (let i = 0; i < 8; i++) {
  OLD.set(`plugins/P${i}/config.yml`, `value: old ${i}\n`);
  NEW.set(`plugins/P${i}/config.yml`, `value: new ${i}\n`);
}
NEW.set('plugins/P0/extra.yml', 'created: true\n');
NEW.set('plugins/New/lang/en.yml', 'hello: hi\n');
OLD.set('plugins/P1/obsolete.yml', 'gone: soon\n');
OLD.set('server.properties', 'motd=old\n');
const UNTOUCHED = new Map([
  ['plugins/untouched.txt', 'not part of it\n'],
  ['world/level.dat', 'a world\n'],
]);

/** Makes a server folder as it is before the order, from nothing. */
export function writeOld(server: string): void {
  rmSync(server, { recursive: true, force: true });
  for (const [file, text] of [...OLD, ...UNTOUCHED]) {
    mkdirSync(path.dirname(path.join(server, file)), { recursive: true });
    writeFileSync(path.join(server, file), text);
  }
}

/** The order; `overrides` changes parts of it. */
export function twelveFiles(overrides: Partial<ApplyOrder> = {}): ApplyOrder {
  const paths = [...new Set([...OLD.keys(), ...NEW.keys()])];
  const hash = (text: string | undefined): string | null => (text === undefined ? null : sha256Hex(text));
  const files = paths.map((file) => ({
    path: file,
    before: hash(OLD.get(file)),
    after: hash(NEW.get(file)),
  }));
  return { orderId: ORDER_ID, instanceId: INSTANCE_ID, fence: 1, files, ...overrides };
}

/** Contents as they come from the hub; `backups` fills with what was backed up, by its hash. */
export function sources(backups = new Map<string, string>()): ApplySources {
  return {
    openContent: async (wanted) => {
      for (const text of NEW.values()) if (sha256Hex(text) === wanted) return pieces(text);
      throw new Error('no such content');
    },
    backUp: async (contents) => {
      for (const { sha256, openContent: read } of contents) {
        const parts: Uint8Array[] = [];
        for await (const piece of read()) parts.push(piece);
        backups.set(sha256, Buffer.concat(parts).toString());
      }
    },
    stillWanted: () => undefined,
  };
}

/** A content in two pieces, as it comes over a line. */
export async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const half = text.length >> 1;
  yield Buffer.from(text.slice(0, half));
  yield Buffer.from(text.slice(half));
}

/** Everything below a folder, folders and links too, as `path -> content`. */
export function tree(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, full);
    if (entry.isDirectory()) found.set(`${name}/`, '');
    else if (entry.isSymbolicLink()) found.set(name, `-> ${readlinkSync(full)}`);
    else if (entry.isFile()) found.set(name, readFileSync(full, 'utf8'));
    else found.set(name, 'special');
  }
  return found;
}

/** Whether two trees hold the same paths with the same contents. */
export const sameTree = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

function expected(files: ReadonlyMap<string, string>, emptied: readonly string[]): Map<string, string> {
  const all = new Map([...files, ...UNTOUCHED]);
  for (const file of [...all.keys(), ...emptied])
    for (let cut = file.indexOf('/'); cut > 0; cut = file.indexOf('/', cut + 1))
      all.set(file.slice(0, cut + 1), '');
  return all;
}

/** The whole server folder, folders included, before and after the order. */
export const OLD_TREE = expected(OLD, []);
/** The whole server folder after the order. */
export const NEW_TREE = expected(NEW, []);
/** Whether a server folder is exactly as before the order. */
export const isOld = (server: string): boolean => sameTree(tree(server), OLD_TREE);
/** Whether a server folder is exactly as after the order. */
export const isNew = (server: string): boolean => sameTree(tree(server), NEW_TREE);
