import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Document, Spectral, type RulesetDefinition } from '@stoplight/spectral-core';
import * as parsers from '@stoplight/spectral-parsers';
import { oas } from '@stoplight/spectral-rulesets';
import openapiTypes, { astToString } from 'openapi-typescript';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const FILE = path.join(ROOT, 'docs/openapi.json');
const text = readFileSync(FILE, 'utf8');
const run = promisify(execFile);

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  example?: unknown;
  required?: string[];
  properties?: Record<string, Schema>;
}
interface Operation {
  operationId: string;
  parameters?: { name: string }[];
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: Schema }> }>;
}
const document = JSON.parse(text) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const operations = Object.entries(document.paths).flatMap(([route, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${route}`, method, operation })),
);

describe('docs/openapi.json', () => {
  it('is clean for redocly', async () => {
    const program = path.join(ROOT, 'node_modules/@redocly/cli/bin/cli.js');
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { stdout } = await run(process.execPath, [program, 'lint', FILE, '--format=json'], { env });
    const { totals, problems } = JSON.parse(stdout) as { totals: object; problems: unknown[] };
    expect(problems).toEqual([]);
    expect(totals).toMatchObject({ errors: 0, warnings: 0 });
  });

  it('is clean for spectral, every example against its schema', async () => {
    const spectral = new Spectral();
    // Severities that its JavaScript writes as words are to its declarations any text
    spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'recommended']] });
    const found = await spectral.run(new Document(text, parsers.Json, FILE));
    expect(
      found.map(({ code, path: location, message }) => `${code} ${location.join('/')} ${message}`),
    ).toEqual([]);
  });

  it('makes a client, with openapi-typescript, that compiles a plan by hand', async () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-client-'));
    try {
      writeFileSync(
        path.join(dir, 'api.ts'),
        astToString(await openapiTypes(JSON.parse(text) as never, { defaultNonNullable: false })),
      );
      const client = path.join(dir, 'plan-client.ts');
      copyFileSync(path.join(import.meta.dirname, 'plan-client.ts'), client);
      const compiler = path.join(ROOT, 'node_modules/typescript-7/bin/tsc');
      const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
      const { stdout } = await run(process.execPath, [compiler, ...options, client]).catch(
        (error: { stdout: string }) => error,
      );
      expect(stdout).toBe('');
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it('has a name for every operation that a program can call a function by', () => {
    for (const { name, operation } of operations)
      expect(operation.operationId, name).toMatch(/^[a-z][A-Za-z]+$/);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it('has one shape of lists: one array, count, next where there may be more, total where all are counted', () => {
    const { schemas } = document.components;
    const lists = Object.entries(schemas).filter(([name]) => /(List|Page)$/.test(name));
    expect(lists.length).toBeGreaterThan(15);
    for (const [name, { properties = {}, required = [] }] of lists) {
      const arrays = Object.entries(properties).filter(([, { type }]) => type === 'array');
      expect(Object.keys(properties).sort(), name).toEqual(
        ['count', 'next', ...(properties['total'] ? ['total'] : []), ...arrays.map(([key]) => key)].sort(),
      );
      expect(arrays.length, name).toBe(1);
      expect(required, name).toEqual(expect.arrayContaining(['count', arrays[0]![0]]));
    }
    for (const { name, operation } of operations.filter(({ operation: one }) =>
      one.parameters?.some((parameter) => parameter.name === 'after'),
    ))
      expect(operation.responses['200']!.content!['application/json']!.schema!.$ref, name).toMatch(
        /(List|Page)$/,
      );
  });

  it('has a format for every time', () => {
    for (const [name, { properties = {} }] of Object.entries(document.components.schemas))
      for (const [field, { type, format, example }] of Object.entries(properties))
        if (type === 'string' && typeof example === 'string' && /^\d{4}-\d\d-\d\dT/.test(example))
          expect(format, `${name}.${field}`).toBe('date-time');
  });

  it('never answers "anything": every operation names its refusals', () => {
    for (const { name, operation } of operations) {
      expect(operation.responses, name).not.toHaveProperty('default');
      expect(Object.keys(operation.responses), name).toEqual(expect.arrayContaining(['400', '500', '503']));
    }
  });
});
