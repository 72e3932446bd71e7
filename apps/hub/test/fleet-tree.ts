import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256Hex, sha256OfStream } from '@archivesmp/digests';

/** Written by the game servers themselves whenever they start. */
const BY_THE_SERVER = /\/logs\/latest\.log$/;

/** One file of the fleet. */
export interface TreeFile {
  readonly sha256: string;
  /** Permissions and owner: no change may touch them. */
  readonly likeness: string;
}

/** Path relative to the root, and what lies there. */
export type FleetTree = ReadonlyMap<string, TreeFile>;

/** Every file below a folder but the logs of the servers; links and devices are named as what they are. */
export async function readFleetTree(root: string): Promise<Map<string, TreeFile>> {
  const tree = new Map<string, TreeFile>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isDirectory() || BY_THE_SERVER.test(file)) continue;
    const { mode, uid, gid } = await lstat(file);
    const sha256 = entry.isFile() ? await hashOf(file) : 'no regular file';
    tree.set(path.relative(root, file), { sha256, likeness: `${mode.toString(8)} ${uid}:${gid}` });
  }
  return tree;
}

/** sha256 of a file; null when there is none. */
export async function hashAt(file: string): Promise<string | null> {
  try {
    return sha256Hex(await readFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const hashOf = (file: string): Promise<string> => sha256OfStream(createReadStream(file));

/** What differs between two trees, in words; empty when nothing does. */
export function treeDifferences(expected: FleetTree, found: FleetTree): string[] {
  const differences: string[] = [];
  for (const [file, { sha256, likeness }] of expected) {
    const now = found.get(file);
    if (now === undefined) differences.push(`${file} is gone`);
    else if (now.sha256 !== sha256) differences.push(`${file} has another content than it should`);
    else if (now.likeness !== likeness) differences.push(`${file} was ${likeness} and is ${now.likeness}`);
  }
  for (const file of found.keys()) if (!expected.has(file)) differences.push(`${file} should not be there`);
  return differences;
}
