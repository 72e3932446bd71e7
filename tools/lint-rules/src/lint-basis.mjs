import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a verdict on a file depends on beside the file: rules, their versions, and which project is in which layer. */
const DEPENDS_ON = [
  'package-lock.json',
  'eslint.config.mjs',
  'docs/glossary.md',
  'nx.json',
  'tsconfig.base.json',
  'tools/lint-rules/src/*.mjs',
  '{apps,libs,tools}/**/package.json',
];

/**
 * What verdicts that were given before hold for: another text when one of them might be another now.
 * @param {string} root folder of the checkout
 * @returns {string}
 */
export function lintBasis(root) {
  const isOurs = (name) => name !== 'node_modules' && name !== 'dist';
  const files = globSync(DEPENDS_ON, { cwd: root, exclude: (name) => !isOurs(path.basename(name)) }).sort();
  return JSON.stringify([
    process.version,
    ...files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]),
  ]);
}
