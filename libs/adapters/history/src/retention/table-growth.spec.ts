import { RECORD_KINDS } from '@archivesmp/retention';
import { expect, it } from 'vitest';
import { historyDataSource } from '../data-source.js';
import { NAMING_COLUMNS, NAMING_TEXTS } from './content-needs.js';
import { KINDS_OF_RECORDS } from './record-kinds.js';
import { TABLE_GROWTH } from './table-growth.js';
import { getMetadataArgsStorage } from 'typeorm';

const history = historyDataSource({ host: 'nowhere', port: 1, user: 'u', password: 'p', database: 'd' });
const entities = new Set(Object.values(history.options.entities ?? {}) as unknown[]);
// Other specs of the same process declare entities of their own
const tables = getMetadataArgsStorage()
  .tables.filter(({ target }) => entities.has(target))
  .map(({ name }) => name!);

it('says of every table what keeps it from growing for ever (retention/table-growth.ts)', () => {
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
  'begun_baseline_changes.sha256',
  'departing_contents.sha256',
]);

it('knows every column that names a stored content (retention/content-needs.ts)', () => {
  const columns = getMetadataArgsStorage()
    .columns.filter(({ target, propertyName }) => entities.has(target) && /sha256/.test(propertyName))
    .map(({ target, propertyName }) => {
      const table = getMetadataArgsStorage().tables.find((one) => one.target === target);
      return `${table!.name!}.${propertyName}`;
    });
  expect(columns.filter((column) => !NAMES_NO_CONTENT.has(column)).sort()).toEqual(
    [...NAMING_COLUMNS].sort(),
  );
});

/** Columns of text and JSON in which no stored content is named that is needed, each with the reason. */
const NAMES_NO_CONTENT_IN_TEXT: Readonly<Record<string, string>> = {
  'agent_orders.outcome': 'how it ended; the hashes are in the order',
  'api_tokens.scopes': 'words',
  'backups.left_out': 'files whose bytes are unknown',
  'begun_baseline_changes.wanted': 'a baseline; they have a store of their own',
  'config_audit.detail': 'says what was done; nothing is read by it',
  'deployments.options': 'numbers',
  'drift_scans.scope': 'names',
  'finding_changes.actual': 'of the past: shown, never read again',
  'findings.baseline': 'a value; baselines have a store of their own',
  'findings.cause_detail': 'ids and times',
  'findings.path': 'names of keys',
  'heartbeats.body': 'names of instances',
  'idempotency_keys.response': 'an answer that was given, for a day',
  'instances.tags': 'words',
  'operations.progress': 'numbers',
  'operations.result': 'numbers',
  'outbox.data': 'of jobs: whatever they name is in the row that they are about',
  'outliers.choices': 'values',
  'outliers.majority': 'a value',
  'outliers.path': 'names of keys',
  'outliers.value': 'a value',
  'settings.value': 'a value',
  'write_probe.filler': 'nothing',
};

it('knows every column in whose text a stored content is named (retention/content-needs.ts)', () => {
  const texts = getMetadataArgsStorage()
    .columns.filter(({ target, options }) => entities.has(target) && /json|text/.test(String(options.type)))
    .map(({ target, propertyName }) => {
      const table = getMetadataArgsStorage().tables.find((one) => one.target === target);
      return `${table!.name!}.${propertyName}`;
    });
  expect(Object.keys(NAMES_NO_CONTENT_IN_TEXT).filter((column) => !texts.includes(column))).toEqual([]);
  const naming = new Set(NAMING_TEXTS.map(({ table, column }) => `${table}.${column}`));
  expect(texts.filter((column) => !(column in NAMES_NO_CONTENT_IN_TEXT)).sort()).toEqual([...naming].sort());
});
