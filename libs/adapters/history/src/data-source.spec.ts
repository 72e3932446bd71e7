import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getMetadataArgsStorage } from 'typeorm';
import { expect, it } from 'vitest';
import { historyDataSource } from './data-source.js';

const { entities } = historyDataSource({
  ...{ host: 'nowhere', port: 1, user: 'u', password: 'p', database: 'd' },
}).options;
const known = (entities as (new () => object)[]).map(({ name }) => name);

it('knows every entity of every folder', () => {
  const declared = globSync('*/*.entity.ts', { cwd: import.meta.dirname }).flatMap((file) =>
    [...readFileSync(path.join(import.meta.dirname, file), 'utf8').matchAll(/^export class (\w+)/gm)].map(
      ([, name]) => name!,
    ),
  );
  expect(declared.length).toBeGreaterThan(0);
  expect([...known].sort()).toEqual(declared.sort());
});

it('writes JSON of every column with characters that MariaDB takes', () => {
  const ours = new Set(entities as unknown[]);
  const columns = getMetadataArgsStorage().columns.filter(
    ({ target, options }) => ours.has(target) && options.type === 'json',
  );
  expect(columns.length).toBeGreaterThan(0);
  for (const { target, propertyName, options } of columns)
    expect(options.transformer, `${(target as { name: string }).name}.${propertyName}`).toBeDefined();
});
