import { Problem } from '@archivesmp/contracts/problem';
import { FileRefusal, fileRefusalOf } from '@archivesmp/instance-files';
import type { FileAccess } from './host-access.js';

/** What is said of an instance that was not found: an agent that does not see everything says so, and why. */
export async function notHere(access: Pick<FileAccess, 'findInstances'>, folder: string): Promise<string> {
  const { error } = await access.findInstances();
  const seen = error === undefined ? '' : `; the agent does not see everything here: ${error}`;
  return `no instance ${folder} with this id is on this host${seen}`;
}

/** Why an instance could not be read, in the words of the problem where there is one: the file system has only codes. */
export function whyUnread(error: unknown): string {
  if (error instanceof Problem) return error.detail;
  const isOfFileSystem = typeof (error as { code?: unknown } | null)?.code === 'string';
  if (error instanceof FileRefusal || isOfFileSystem || !(error instanceof Error))
    return fileRefusalOf(error).reason;
  return error.message;
}
