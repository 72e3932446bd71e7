import { readdir, stat } from 'node:fs/promises';

/**
 * Whether a process of this host holds a file open, by device and inode, so that a server in a container counts too. Processes
 * of other users cannot be looked into unless the agent is root; they count as not holding it. Linux only.
 */
export async function isHeldOpen(file: Buffer): Promise<boolean> {
  const target = await stat(file, { bigint: true }).catch(() => undefined);
  if (target === undefined) return false;
  for (const process of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(process)) continue;
    for (const descriptor of await readdir(`/proc/${process}/fd`).catch(() => [])) {
      const held = await stat(`/proc/${process}/fd/${descriptor}`, { bigint: true }).catch(() => undefined);
      if (held?.ino === target.ino && held.dev === target.dev) return true;
    }
  }
  return false;
}
