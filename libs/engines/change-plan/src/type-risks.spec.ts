import { sha256Hex } from '@archivesmp/digests';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { describe, expect, it } from 'vitest';
import { changeFile } from './change-file.js';
import { rootOfContent } from './meaning.js';
import { typeRisks } from './type-risks.js';
import type { PlanTarget, TargetFile, ExactChangeRequest } from './exact-change-request.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const root = (text: string) => rootOfContent(bytes(text), { format: 'yaml', view: 'plain', separator: '.' });
const risks = (before: string, after: string): string[] =>
  typeRisks(root(before), root(after)).map(({ message }) => message);

describe('a value of another type', () => {
  it.each([
    ['a: true', 'a: "yes"', 'a is true or false and would be text'],
    ['a: 5', 'a: five', 'a is a number and would be text'],
    ['a: {b: "5"}', 'a: {b: 5.5}', 'a.b is text and would be a number'],
    ['a: [1]', 'a: 1', 'a is a list and would be a number'],
    ['a: {b: 1}', 'a: []', 'a is a section and would be a list'],
    ['a: 2024-01-01', 'a: x', 'a is a date and would be text'],
    ['a: 1', '- a', 'the whole file is a section and would be a list'],
  ])('%s to %s is a risk', (before, after, message) => expect(risks(before, after)).toEqual([message]));

  it.each([
    ['a: 5', 'a: 6.5'],
    ['a: 5', 'a: ~'],
    ['a: ~', 'a: x'],
    ['a: x', 'a: y'],
    ['a: 1', 'b: x'],
    ['a: yes', 'a: true'],
  ])('%s to %s is none', (before, after) => expect(risks(before, after)).toEqual([]));

  it('is told of ten keys of a file and counted beyond', () => {
    const text = (value: string) =>
      Array.from({ length: 12 }, (_, index) => `k${index}: ${value}\n`).join('');
    expect(risks(text('1'), text('x'))).toHaveLength(11);
    expect(risks(text('1'), text('x')).at(-1)).toBe('2 more keys of the file would have another type');
    expect(risks('k: 1', '')).toEqual([]);
    expect(typeRisks(undefined, root('a: 1'))).toEqual([]);
  });
});

describe('a plan', () => {
  const target = { instanceId: 'i', platform: 'paper', running: true } as unknown as PlanTarget;
  const tools = {
    sha256: (input: Uint8Array | string) => sha256Hex(input),
    judgeOf: () => BY_NAME_AND_SHAPE,
  };
  const typesNamed = (request: object, file: string, path = 'plugins/CMI/config.yml'): string[] => {
    const fileTarget = {
      instanceId: 'i',
      path,
      plugin: path.startsWith('plugins') ? 'CMI' : '_server',
      because: 'b',
    };
    const seen: TargetFile = { instanceId: 'i', path, state: 'present', bytes: bytes(file) };
    const made = changeFile([{ ...fileTarget, ...request } as ExactChangeRequest], target, seen, tools);
    return 'refused' in made
      ? [made.refused]
      : made.risks.filter(({ kind }) => kind === 'type_change').map(({ message }) => message);
  };
  const set = (format: string, value: unknown) => ({
    kind: 'edit',
    format,
    edits: [{ op: 'set', path: ['a'], value }],
  });

  it('flags it for edits and for whole files, and tells types as the server reads them', () => {
    expect(typesNamed(set('yaml', 'yes'), 'a: true\n')).toEqual(['a is true or false and would be text']);
    expect(typesNamed(set('yaml', false), 'a: true\n')).toEqual([]);
    expect(typesNamed(set('properties', 'five'), 'a=1\n', 'server.properties')).toEqual([]);
    const write = { kind: 'write', format: 'yaml', bytes: bytes('a: five\n') };
    expect(typesNamed(write, 'a: 5\n')).toEqual(['a is a number and would be text']);
    expect(typesNamed({ kind: 'write', bytes: bytes('a: five\n') }, 'a: 5\n')).toEqual([]);
  });
});
