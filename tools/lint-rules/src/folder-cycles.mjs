import path from 'node:path';
import ts from 'typescript';

/**
 * Rooms of one project that import each other in a circle. A room is a folder directly in `src` with all that lies below it; a file
 * directly in `src` is a room of its own. Specs may look into any room, and statements may name any table: what is declared in
 * `*.entity.ts` is open to all rooms, and itself knows those below it only.
 * @param {ReadonlyMap<string, string>} files texts by their path below `src`
 * @returns {{ rooms: string[], imports: string[] }[]} each circle with the imports that close it, `from -> to` by file
 */
export function folderCycles(files) {
  const imports = [...files]
    .filter(([file]) => !file.endsWith('.spec.ts'))
    .flatMap(([file, text]) => importsOf(file, text).map((to) => ({ file, to })))
    .filter(({ file, to }) => files.has(to) && roomOf(file) !== roomOf(to) && !to.endsWith('.entity.ts'));
  const reached = new Map();
  for (const room of new Set(imports.map(({ file }) => roomOf(file))))
    reached.set(room, reachedFrom(room, imports));
  const together = (one, other) =>
    reached.get(one)?.has(other) === true && reached.get(other)?.has(one) === true;
  const cycles = new Map();
  for (const room of [...reached.keys()].sort()) {
    const rooms = [...reached.keys()].filter((other) => together(room, other)).sort();
    if (rooms.length > 0) cycles.set(rooms.join(), rooms);
  }
  return [...cycles.values()].map((rooms) => ({
    rooms,
    imports: imports
      .filter(({ file, to }) => rooms.includes(roomOf(file)) && rooms.includes(roomOf(to)))
      .map(({ file, to }) => `${file} -> ${to}`)
      .sort(),
  }));
}

const roomOf = (file) => file.split('/')[0];

/** Paths below `src` of what a file imports, also of types only. */
function importsOf(file, text) {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.join(path.posix.dirname(file), name).replace(/\.js$/, '.ts'));
}

function reachedFrom(room, imports) {
  const found = new Set();
  const open = [room];
  while (open.length > 0) {
    const next = open.pop();
    for (const { file, to } of imports) {
      if (roomOf(file) !== next || found.has(roomOf(to))) continue;
      found.add(roomOf(to));
      open.push(roomOf(to));
    }
  }
  return found;
}
