import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';

/** Longest path a unix socket may have, less the final zero byte. */
const MAX_SOCKET_PATH = 107;

/**
 * A folder in which a socket path is short enough: the state folder itself when it is, else one below the
 * system's temporary folder that belongs to this state folder only.
 */
export function socketFolder(stateDir: string, longestName: string): string {
  if (Buffer.byteLength(path.join(stateDir, longestName)) <= MAX_SOCKET_PATH) return stateDir;
  const mark = sha256Hex(stateDir).slice(0, 12);
  const folder = path.join(os.tmpdir(), `asmp-${os.userInfo().uid}-${mark}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
