import { readdirSync, readlinkSync } from 'node:fs';

/** What this process holds open at and below a folder, by path; the folder itself as the system names it. */
export function openBelow(folder: string): string[] {
  const openPaths = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      // The one that lists them is gone by now
      return '';
    }
  });
  return openPaths.filter((openPath) => openPath === folder || openPath.startsWith(`${folder}/`)).sort();
}
