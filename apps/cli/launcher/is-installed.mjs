// Exit code 0 when node_modules holds exactly what package-lock.json asks for, 1 otherwise.
// Usage: node is-installed.mjs ROOT. Runs before anything is installed: Node's own modules only.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const packagesOf = (file) => JSON.parse(readFileSync(join(process.argv[2], file), 'utf8')).packages ?? {};

/** Workspaces are links into this checkout; packages for other systems are locked but never installed. */
const isInstalledAsLocked = (locked, found) =>
  Object.entries(locked).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link) return true;
    return found[path]
      ? found[path].version === entry.version
      : entry.optional === true || entry.peer === true;
  });

try {
  process.exitCode = isInstalledAsLocked(
    packagesOf('package-lock.json'),
    packagesOf('node_modules/.package-lock.json'),
  )
    ? 0
    : 1;
} catch {
  process.exitCode = 1;
}
