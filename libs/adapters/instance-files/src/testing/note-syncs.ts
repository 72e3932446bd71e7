import { readlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * What is forced to disk while some work is done, in order: the path of each file or folder, and what `look` saw at that moment.
 * Nothing but the call itself tells, short of cutting the power.
 */
export async function noteSyncs<Seen>(
  observe: (path: string) => Seen,
  work: () => Promise<unknown>,
): Promise<{ readonly path: string; readonly seen: Seen }[]> {
  const some = await open('/proc/self/status', 'r');
  const handles = Object.getPrototypeOf(some) as { sync(this: { fd: number }): Promise<void> };
  await some.close();
  const real = handles.sync;
  const noted: { path: string; seen: Seen }[] = [];
  handles.sync = function (this: { fd: number }): Promise<void> {
    const path = readlinkSync(`/proc/self/fd/${this.fd}`);
    noted.push({ path, seen: observe(path) });
    return real.call(this);
  };
  try {
    await work();
  } finally {
    handles.sync = real;
  }
  return noted;
}
