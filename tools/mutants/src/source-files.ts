import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project that a folder is, or lies in: the nearest one with a `tsconfig.json`. Relative to the root. */
export function projectOf(root: string, folder: string): string {
  for (let above = folder; above !== '.'; above = dirname(above))
    if (existsSync(join(root, above, 'tsconfig.json'))) return above;
  throw new Error(`${folder} lies in no project; name a folder of this checkout, like libs/engines/rollout.`);
}

/** Files of a project, or of a folder of one, that run in the product, relative to the root. */
export const sourcesOf = (root: string, folder: string): string[] =>
  globSync(`${projectOf(root, folder) === folder ? `${folder}/src` : folder}/**/*.ts`, { cwd: root })
    .filter((file) => !/\.spec\.ts$|\/testing\/|\/index\.ts$/.test(file))
    .sort();

/** The unit tests of its whole project, relative to the root. */
export const specsOf = (root: string, folder: string): string[] =>
  globSync(`${projectOf(root, folder)}/{src,test}/**/*.spec.ts`, { cwd: root })
    .filter((file) => !/\.(int|e2e|corpus)\.spec\.ts$/.test(file))
    .sort();
