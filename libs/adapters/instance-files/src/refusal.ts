import type { FileState } from '@archivesmp/contracts/vocabulary';

/** Why a path inside an instance was not read. Carries the state that the manifest shows and a sentence for a person. */
export class FileRefusal extends Error {
  constructor(
    readonly state: Exclude<FileState, 'readable'>,
    readonly reason: string,
  ) {
    super(reason);
    this.name = 'Refusal';
  }
}

const REASONS: Record<string, readonly [Exclude<FileState, 'readable'>, string]> = {
  ENOENT: ['vanished', 'it was gone when it was about to be read'],
  ENOTDIR: ['unreadable', 'a part of its path is a link or no folder; links are not followed'],
  EACCES: ['permission_denied', 'the agent has no permission to read it'],
  EPERM: ['permission_denied', 'the agent has no permission to read it'],
  ELOOP: ['unreadable', 'it is a symbolic link; links are not followed'],
  EMLINK: ['unreadable', 'it is a symbolic link; links are not followed'],
  ENXIO: ['unreadable', 'it is a socket or a pipe'],
  EIO: ['unreadable', 'the disk reports an input/output error'],
  ENAMETOOLONG: ['unreadable', 'its name is too long'],
  EMFILE: ['unreadable', 'too many files are open on this host'],
};

/** Translates a file system error into a refusal; the path itself is not repeated, the manifest names it. */
export function fileRefusalOf(error: unknown): FileRefusal {
  if (error instanceof FileRefusal) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? REASONS[code] : undefined;
  if (known) return new FileRefusal(known[0], known[1]);
  return new FileRefusal(
    'unreadable',
    `the file system refused it (${typeof code === 'string' ? code : 'unknown reason'})`,
  );
}

/** A second name of a file may lie outside the instance, and then its content is not the instance's to show. */
export const hardLinked = (names: number | bigint): FileRefusal =>
  new FileRefusal(
    'unreadable',
    `it has ${names} names (hard links), so it may belong to something outside the instance; copy it to make it its own`,
  );
