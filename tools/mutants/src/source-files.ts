import { globSync } from 'node:fs';

/** Files of a folder that run in the product, relative to the root. */
export const sourcesOf = (root: string, folder: string): string[] =>
  globSync(`${folder}/src/**/*.ts`, { cwd: root })
    .filter((file) => !/\.spec\.ts$|\/testing\/|\/index\.ts$/.test(file))
    .sort();

/** Its unit tests, relative to the root. */
export const specsOf = (root: string, folder: string): string[] =>
  globSync(`${folder}/{src,test}/**/*.spec.ts`, { cwd: root })
    .filter((file) => !/\.(int|e2e|corpus)\.spec\.ts$/.test(file))
    .sort();
