import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { lstat, readdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { FileLikeness } from '@archivesmp/contracts/agent';
import { ApplyError } from './apply-order.js';

const PERMISSIONS = 0o777;
const READ_WRITE = 0o666;
const OWNER_ONLY = 0o600;
const OTHERS_WRITE = 0o002;
const GROUP_WRITE = 0o020;
const OTHERS_READ = 0o044;
const SETGID = 0o2000;
/** So many neighbours tell what is usual in a folder. */
const NEIGHBOURS = 200;

/** What a new file resembles. Left out: what is usual in its folder. */
export interface Resemblance {
  /** The name of a file in the same folder: mode, owner, POSIX ACL and extended attributes are taken from it. */
  readonly as?: string;
  /** The ending of the name it will have, such as `.yml`: files with the same one are its like. */
  readonly ending?: string;
  /** What is known of it from elsewhere, such as a backup; goes before `as`. */
  readonly known?: FileLikeness;
}

/** Makes one open file like another. @throws {ApplyError} likeness */
export type CopyLikeness = (from: FileHandle, to: FileHandle) => Promise<void>;

/**
 * Gives one open file what another has beside its content: mode, owner, POSIX ACL and extended attributes. Node reads none of the
 * latter two; `cp` of the GNU coreutils does (its manual: --attributes-only --preserve). Both files go to it as open descriptors,
 * so that no name is looked up again.
 * @throws {ApplyError} likeness when something cannot be kept, before anything was replaced
 */
export async function copyLikeness(from: FileHandle, to: FileHandle): Promise<void> {
  const output = await copyAttributes(from, to);
  const [wanted, got] = [await from.stat(), await to.stat()];
  const differs = wanted.mode !== got.mode || wanted.uid !== got.uid || wanted.gid !== got.gid;
  if (output !== undefined || differs)
    throw new ApplyError(
      'likeness',
      `its mode, owner, access list and attributes cannot be kept (${output ?? `mode ${octal(got)}, owner ${got.uid}:${got.gid} is all it got`}); ` +
        'run the agent as the user that owns the files, or as root',
    );
}

/** @returns what went wrong */
async function copyAttributes(from: FileHandle, to: FileHandle): Promise<string | undefined> {
  const copy = spawn(
    'cp',
    ['--attributes-only', '--preserve=mode,ownership,xattr', '--', '/proc/self/fd/3', '/proc/self/fd/4'],
    { stdio: ['ignore', 'ignore', 'pipe', from.fd, to.fd], env: { ...process.env, LC_ALL: 'C' } },
  );
  let output = '';
  copy.stderr!.setEncoding('utf8').on('data', (text: string) => void (output += text.slice(0, 500)));
  try {
    const [code, signal] = (await once(copy, 'close')) as [number | null, string | null];
    if (code === 0) return undefined;
    const [first] = output.trim().split('\n');
    return first === '' ? `cp ended with ${code ?? signal}` : first;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'the program cp of the GNU coreutils is missing' : `cp: ${code}`;
  }
}

/** Mode and owner as a backup or the hub knows them. Only root can give a file to another owner. @throws {ApplyError} likeness */
export async function becomeKnown(
  file: FileHandle,
  { mode, uid, gid }: FileLikeness,
  replaces: boolean,
): Promise<void> {
  const own = await file.stat();
  const isOwned = own.uid === uid && own.gid === gid;
  // A file that is there keeps its owner, unless the agent may give it away
  if (!isOwned && (!replaces || process.geteuid!() === 0))
    await file.chown(uid, gid).catch((error: NodeJS.ErrnoException) => {
      throw new ApplyError(
        'likeness',
        `it belonged to ${uid}:${gid}, and this agent may not give it away (${error.code}); run the agent as root, or make an empty file there by hand, whose owner stays`,
      );
    });
  await file.chmod(mode & PERMISSIONS);
}

/**
 * What is usual for a new file: the owner of its folder, and the mode that most of its neighbours with the same ending have;
 * without neighbours, readable by whom the folder lets read, and written by its owner, or by the group of a folder that hands its
 * group on. Never writable by all, never executable.
 */
export async function usualIn(folder: string, ending: string): Promise<FileLikeness> {
  const own = await lstat(`${folder}/.`);
  const { uid, gid } = own;
  const counts = new Map<number, number>();
  for (const name of (await readdir(folder)).slice(0, NEIGHBOURS)) {
    if (name.startsWith('.') || path.extname(name) !== ending) continue;
    const found: Stats | undefined = await lstat(`${folder}/${name}`).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    const mode = found.mode & READ_WRITE & ~OTHERS_WRITE;
    counts.set(mode, (counts.get(mode) ?? 0) + 1);
  }
  const [usual] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return { uid, gid, mode: usual?.[0] ?? modeOf(own) };
}

function modeOf({ mode }: Stats): number {
  const shared = (mode & SETGID) === 0 ? 0 : mode & GROUP_WRITE;
  return OWNER_ONLY | (mode & OTHERS_READ) | shared;
}

const octal = ({ mode }: Stats): string => (mode & PERMISSIONS).toString(8);
