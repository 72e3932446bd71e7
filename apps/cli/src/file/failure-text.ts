const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'this, or a part of the path to it, is no folder',
  EISDIR: 'this is a folder, not a file',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the path is too long',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  EROFS: 'the file system is read-only',
};

const READING = 'permission denied: run as a user who may read this';
const WRITING =
  'permission denied: run as a user who may write this file and its folder (the file is replaced in one step)';

/** What a failed system call means, in words where they are known. */
export const failureText = (error: unknown): string => textOf(error, READING);

/** The same for writing. */
export const writeFailureText = (error: unknown): string => textOf(error, WRITING);

function textOf(error: unknown, denied: string): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return denied;
  return (code !== undefined && REASONS[code]) || error.message;
}
