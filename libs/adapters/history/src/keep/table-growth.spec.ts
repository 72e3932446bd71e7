import { RECORD_KINDS } from '@archivesmp/retention';
import { expect, it } from 'vitest';
import { historyDataSource } from '../data-source.js';
import { NAMING_COLUMNS } from './content-needs.js';
import { KINDS_OF_RECORDS } from './record-kinds.js';
import { TABLE_GROWTH } from './table-growth.js';
import { getMetadataArgsStorage } from 'typeorm';

historyDataSource({ host: 'nowhere', port: 1, user: 'u', password: 'p', database: 'd' });
const tables = getMetadataArgsStorage().tables.map(({ name }) => name!);

it('says of every table what keeps it from growing for ever (keep/table-growth.ts)', () => {
  expect(Object.keys(TABLE_GROWTH).sort()).toEqual([...tables].sort());
});

it('thins out the table of every kind, and every kind has a table', () => {
  const named = new Set(Object.values(TABLE_GROWTH).filter((growth) => typeof growth === 'string'));
  for (const kind of RECORD_KINDS) {
    const { table, parts = [] } = KINDS_OF_RECORDS[kind];
    for (const name of [table, ...parts.map((part) => part.table)]) expect(tables, kind).toContain(name);
  }
  for (const growth of named)
    expect([...RECORD_KINDS, 'audit', 'backup'] as readonly string[]).toContain(growth);
});

/** A sha256 that is not the content of a file, or of one that has a store of its own. */
const NAMES_NO_CONTENT = new Set([
  'backup_files.sha256',
  'baseline_changes.sha256',
  'departing_contents.sha256',
]);

it('knows every column that names a stored content (keep/content-needs.ts)', () => {
  const columns = getMetadataArgsStorage()
    .columns.filter(({ propertyName }) => /sha256/.test(propertyName))
    .map(({ target, propertyName }) => {
      const table = getMetadataArgsStorage().tables.find((one) => one.target === target);
      return `${table!.name!}.${propertyName}`;
    });
  expect(columns.filter((column) => !NAMES_NO_CONTENT.has(column)).sort()).toEqual(
    [...NAMING_COLUMNS].sort(),
  );
});
