import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPlanFile } from './plan-file.js';

let root: string;
beforeAll(() => (root = mkdtempSync(path.join(tmpdir(), 'asmp-plan-'))));
afterAll(() => rmSync(root, { recursive: true }));

function read(text: string) {
  const file = path.join(root, 'plan.yaml');
  writeFileSync(file, text);
  return readPlanFile(file);
}

const LOCATION = 'instances: [A01, B01], plugin: CMI, file: config.yml';

it('reads every kind of change', () => {
  writeFileSync(path.join(root, 'new.yml'), '\uFEFFa: ü\r\n');
  const plan = read(`
title: As everywhere
findings: [f1]
changes:
  - instances: A01
    plugin: CMI
    file: config.yml
    set: { ReSpawn.Enabled: true, '["a.b", 0]': 1.50, limit: 007 }
    insert: { new.key: [a, { b: null }] }
    unset: [old]
  - { ${LOCATION}, content: "a: 1" }
  - { ${LOCATION}, contentFrom: new.yml }
  - { ${LOCATION}, remove: true }
`);
  const location = { instances: ['A01', 'B01'], plugin: 'CMI', file: 'config.yml' };
  expect(plan).toEqual({
    title: 'As everywhere',
    findings: ['f1'],
    changes: [
      {
        ...location,
        instances: ['A01'],
        edits: [
          { op: 'set', path: ['ReSpawn', 'Enabled'], value: true },
          { op: 'set', path: ['a.b', 0], value: 1.5 },
          { op: 'set', path: ['limit'], value: 7 },
          { op: 'insert', path: ['new', 'key'], value: ['a', { b: null }] },
          { op: 'unset', path: ['old'] },
        ],
      },
      { ...location, content: 'a: 1' },
      { ...location, content: '\uFEFFa: ü\r\n' },
      { ...location, remove: true },
    ],
  });
});

it('JSON is YAML too', () => {
  expect(read('{"findings": ["f1"]}')).toEqual({ findings: ['f1'], changes: [] });
});

it.each([
  ['[]', 'the plan: a section with keys is expected'],
  ['chnages: []', 'the plan: unknown key chnages; did you mean changes?'],
  ['changes: {}', 'changes: a list is expected'],
  [
    'changes: [{ plugin: CMI, file: a.yml, remove: true }]',
    'changes[0].instances: a list of texts is expected',
  ],
  [
    'changes: [{ instances: [A], plugin: 7, file: a, remove: true }]',
    'changes[0].plugin: a text is expected',
  ],
  [`changes: [{ ${LOCATION} }]`, 'changes[0]: say exactly one of'],
  [`changes: [{ ${LOCATION}, remove: false }]`, 'changes[0]: say exactly one of'],
  [`changes: [{ ${LOCATION}, set: { a: 1 }, content: "" }]`, 'changes[0]: say exactly one of'],
  [`changes: [{ ${LOCATION}, set: a }]`, 'changes[0].set: a section with keys is expected'],
  [`changes: [{ ${LOCATION}, sett: { a: 1 } }]`, 'changes[0]: unknown key sett; did you mean set?'],
  [`changes: [{ ${LOCATION}, set: { a: 99999999999999999999 } }]`, 'too large to be sent exactly'],
  [`changes: [{ ${LOCATION}, contentFrom: nosuch.yml }]`, 'nosuch.yml: no such file or folder'],
  ['a: [', 'plan.yaml:1:'],
])('%j is refused with its place', (text, message) => {
  expect(() => read(text)).toThrow(message);
  expect(() => read(text)).toThrow(/plan\.yaml:/);
});

it('refuses a content that is no text', () => {
  writeFileSync(path.join(root, 'bytes.bin'), Uint8Array.of(0xff, 0xfe, 0x00));
  expect(() => read(`changes: [{ ${LOCATION}, contentFrom: bytes.bin }]`)).toThrow('is no UTF-8 text');
});
