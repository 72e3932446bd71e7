import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { projectOf, sourcesOf, specsOf } from './source-files.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const FOLDER = 'libs/engines/rollout/src/decide';

it('a folder inside of a project has its own files, and the unit tests of the whole project', () => {
  expect(projectOf(ROOT, FOLDER)).toBe('libs/engines/rollout');
  expect(projectOf(ROOT, 'libs/engines/rollout')).toBe('libs/engines/rollout');
  const [all, some] = ['libs/engines/rollout', FOLDER].map((folder) => sourcesOf(ROOT, folder));
  expect(some).toEqual(all!.filter((file) => file.startsWith(`${FOLDER}/`)));
  expect(some).toContain(`${FOLDER}/decide.ts`);
  expect(all!.filter((file) => /\.spec\.ts$|\/test\//.test(file))).toEqual([]);
  expect(specsOf(ROOT, FOLDER)).toEqual(specsOf(ROOT, 'libs/engines/rollout'));
  expect(specsOf(ROOT, FOLDER)).toContain('libs/engines/rollout/test/written-cases.spec.ts');
});

it('a folder that lies in no project is refused with what may be named', () => {
  expect(() => projectOf(ROOT, 'docs/adr')).toThrow('docs/adr lies in no project; name a folder');
});
