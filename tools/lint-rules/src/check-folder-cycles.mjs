import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { folderCycles } from './folder-cycles.mjs';

/** Ends with 1 when folders of a project import each other in a circle. Run in the root of the repository: `npm run cycles`. */
const { workspaces } = JSON.parse(readFileSync('package.json', 'utf8'));
const projects = workspaces.flatMap((pattern) => globSync(`${pattern}/package.json`)).map(path.dirname);
let count = 0;
for (const project of projects) {
  const src = path.join(project, 'src');
  const files = globSync('**/*.ts', { cwd: src });
  const texts = new Map(files.map((file) => [file, readFileSync(path.join(src, file), 'utf8')]));
  for (const { rooms, imports } of folderCycles(texts)) {
    count += 1;
    console.error(
      `${src}: ${rooms.join(', ')} import each other in a circle; move what both need into one below them:`,
    );
    for (const line of imports) console.error(`  ${line}`);
  }
}
if (count > 0) process.exitCode = 1;
else console.log(`${projects.length} projects, no folders that import each other in a circle`);
