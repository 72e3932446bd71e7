import { globSync } from 'node:fs';

/** Files of a folder that run in the product, relative to the root. */
export const sourcesOf = (root: string, folder: string): string[] =>
  globSync(`${folder}/src/**/*.ts`, { cwd: root })
    .filter((file) => !/\.spec\.ts$|\/testing\/|\/index\.ts$/.test(file))
    .sort();

/** Every unit test of the libraries, relative to the root; what apps make of them is tested there. */
export const unitSpecs = (root: string): string[] =>
  globSync('libs/**/{src,test}/**/*.spec.ts', { cwd: root, exclude: isSkipped })
    .filter((file) => !/\.(int|e2e|corpus)\.spec\.ts$/.test(file))
    .sort();

const isSkipped = (name: string): boolean => /(^|\/)(node_modules|dist)$/.test(name);
