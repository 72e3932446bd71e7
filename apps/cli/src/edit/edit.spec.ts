import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAtomically } from '../file/write-atomically.js';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asmp-edit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function asmp(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(args, terminal);
  return { exitCode, out: terminal.printed.join('\n'), err: terminal.messages.join('\n') };
}

const textOf = (file: string): string => readFileSync(file, 'utf8');

describe('asmp set', () => {
  it.each([
    ['a.properties', 'max=5\r\n#x\r\n', ['max', '7'], 'max=7\r\n#x\r\n'],
    ['a.properties', 'a.b=5\n', ['a.b', '-7'], 'a.b=-7\n'],
    ['a.json', '{"a": {"b.c": [1, 2]}}', ['a.b\\.c.1', '3'], '{"a": {"b.c": [1, 3]}}'],
    ['a.json', '{"a": {"b.c": [1, 2]}}', ['["a", "b.c", 0]', '3'], '{"a": {"b.c": [3, 2]}}'],
    ['a.json', '{"[x]": true}', ['[x]', 'false'], '{"[x]": false}'],
    ['a.json', '{"a": "1"}', ['a', '2'], '{"a": "2"}'],
    ['a.json', '{"a": "1"}', ['a', '2', '--type', 'int'], '{"a": 2}'],
    ['a.json', '{"a": true}', ['a', 'maybe', '--type', 'string'], '{"a": "maybe"}'],
    ['a.yml', 'a.b:\n  c.d: 1\n', ['a.b.c.d', '2'], 'a.b:\n  c.d: 2\n'],
    ['a.yml', "'a b': {é: 1}\n'': 2\n", ['["a b", "é"]', '5'], "'a b': {é: 5}\n'': 2\n"],
    ['a.yml', "'': 2\n1: x\n", ['[""]', '5'], "'': 5\n1: x\n"],
    ['a.yml', '1: x\n', ['1', 'y'], '1: y\n'],
    ['a.yml', 'a.b: 1\n', ['a.b', '2', '--view', 'bukkit'], 'a.b: 2\n'],
    ['a.yml', 'a.: 1\n', ['a\\.', '2', '--view', 'bukkit', '--separator', '/'], 'a.: 2\n'],
    ['a.yml', 'a: 1\n', ['a', 'true', '--type', 'string'], "a: 'true'\n"],
    ['a.yml', 'a: ~\n', ['a', 'true'], 'a: true\n'],
    ['a.json', '{"a": 1.5}', ['a', '2'], '{"a": 2.0}'],
    ['a.yml', 'a: 1.5\n', ['a', '2'], 'a: 2.0\n'],
    ['a.toml', 'a = 1.5\n', ['a', '2'], 'a = 2.0\n'],
    ['a.conf', 'a = 1.5\n', ['a', '2'], 'a = 2\n'],
    ['a.properties', 'a=1.5\n', ['a', '2'], 'a=2\n'],
    ['a.json', '{"a": [1]}', ['a', '[1.0, 2]', '--type', 'json'], '{"a": [1.0, 2]}'],
    ['a.json', '{"a": null}', ['a', '1.5'], '{"a": 1.5}'],
    ['a.json', '{"a": 1}', ['a', '99999999999999999999'], '{"a": 99999999999999999999}'],
    [
      'a.json',
      '{"a": 1}',
      ['b', '{"2": 1, "1": 9007199254740993}', '--type', 'json', '--insert'],
      '{"a": 1, "b": {"2": 1, "1": 9007199254740993}}',
    ],
    ['a.conf.txt', '{"a": 1}', ['a', '2', '--format', 'json'], '{"a": 2}'],
  ])('%s %j %j', async (name, content, args, expected) => {
    const file = fileWith(name, content);
    expect(await asmp('set', file, ...args)).toMatchObject({ exitCode: 0, err: '' });
    expect(textOf(file)).toBe(expected);
  });

  it.each([
    ['a.json', '{"a": 1}', ['b', '1'], /no key b; use --insert/],
    ['a.json', '{"a": 1}', ['a', 'x', '--type', 'int'], /"x" is no int/],
    ['a.json', '{"a": {}}', ['a', '1'], /a is a section .* --type json/],
    ['a.yml', 'a: [1]\n', ['a', '1'], /a is a list/],
    [
      'a.json',
      '{"a": [1 /*one*/]}',
      ['a', '[]', '--type', 'json'],
      /refused, nothing was written: .* comments/,
    ],
    ['a.json', '{"a": 1}', ['', '1'], /the key path is empty; a key without a name is \[""\]/],
    ['a.yml', 'mysql:\n  host: x\n', ['mysql.hots', 'y'], /did you mean mysql\.host\?; use --insert/],
    ['a.yml', 'mysql:\n  host: x\n', ['host', 'y'], /did you mean mysql\.host\?/],
    [
      'a.yml',
      'x: 1\na: &b 1\nc: *b\n',
      ['a', '2'],
      /a\.yml:2: refused, nothing was written: .*several places/,
    ],
    ['a.yml', "'a.': 1\n", ['a', '2', '--view', 'bukkit'], /Bukkit refuses .* --separator/],
    ['a.yml', 'a: 1\n', ['a', '2', '--separator', 'ab'], /one character/],
    ['a.json', '{"a": ', ['a', '1'], /a\.json:1:\d+: cannot be read/],
    ['a.json', '{"a": 1}', ['["a", -1]', '1'], /no JSON array of keys/],
    ['a.txt', 'a: 1', ['a', '1'], /name one with --format/],
  ])('refuses %s %j %j with exit code 1 and leaves the file', async (name, content, args, reason) => {
    const file = fileWith(name, content);
    const result = await asmp('set', file, ...args);
    expect(result).toMatchObject({ exitCode: 1, out: '' });
    expect(result.err).toMatch(reason);
    expect(textOf(file)).toBe(content);
  });

  it('says so when the new value has another type', async () => {
    const file = fileWith('a.toml', '# limits\nmax = 256\n');
    const result = await asmp('set', file, 'max', 'abc');
    expect(result).toMatchObject({
      exitCode: 0,
      err: expect.stringMatching(/a\.toml:2: note: max was int, is string now/),
    });
    expect(textOf(file)).toBe('# limits\nmax = "abc"\n');
  });

  it('leaves a file alone that nobody may write', async () => {
    const file = fileWith('a.json', '{"a": 1}');
    chmodSync(file, 0o444);
    const result = await asmp('set', file, 'a', '2');
    // For root no file is protected against writing
    const isRoot = process.getuid?.() === 0;
    expect(result).toMatchObject(
      isRoot
        ? { exitCode: 0 }
        : { exitCode: 1, err: expect.stringMatching(/nothing was written: permission denied/) },
    );
    expect(textOf(file)).toBe(isRoot ? '{"a": 2}' : '{"a": 1}');
  });

  it('prints a diff of a dry run and writes nothing', async () => {
    const content = Array.from({ length: 12 }, (_, index) => `k${index}=${index}\n`).join('');
    const file = fileWith('a.properties', content);
    const result = await asmp('set', file, 'k5', 'x', '--dry-run');
    expect(result.out.split('\n').slice(2)).toEqual([
      '@@ -3,7 +3,7 @@',
      ' k2=2',
      ' k3=3',
      ' k4=4',
      '-k5=5',
      '+k5=x',
      ' k6=6',
      ' k7=7',
      ' k8=8',
    ]);
    expect(textOf(file)).toBe(content);
  });

  it('shows a first line as added, with the head that patch expects', async () => {
    const result = await asmp('set', fileWith('a.yml', ''), 'a', '1', '--insert', '--dry-run');
    expect(result.out.split('\n').slice(2)).toEqual(['@@ -0,0 +1,1 @@', '+a: 1']);
  });

  it('never sends control characters of a file to the terminal', async () => {
    const file = fileWith('a.properties', 'a=\u001b[31mred\tx\r\nb=1\r\n');
    const { out } = await asmp('set', file, 'b', '2', '--dry-run');
    expect(out).toContain(' a=\\u001b[31mred\tx\r\n-b=1\r\n+b=2\r');
    const broken = await asmp('set', fileWith('a.json', '{"a": \u001b}'), 'a', '2');
    expect(broken.err).toContain('\\u001b');
    expect(out + broken.err).not.toContain('\u001b');
  });

  it('reads a value that begins with a dash after --', async () => {
    const file = fileWith('a.conf', 'y = 1 # height\n');
    expect(await asmp('set', file, 'y', '--', '-64')).toMatchObject({ exitCode: 0 });
    expect(textOf(file)).toBe('y = -64 # height\n');
  });

  it('keeps the mode, writes through a link and leaves no other file behind', async () => {
    const file = fileWith('a.json', '{"a": 1}');
    chmodSync(file, 0o640);
    const link = join(folder, 'link.json');
    symlinkSync(file, link);
    expect(await asmp('set', link, 'a', '2')).toMatchObject({ exitCode: 0 });
    expect(textOf(file)).toBe('{"a": 2}');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'link.json']);
  });

  it('does not touch a file that already has the value', async () => {
    const file = fileWith('a.json', '{"a": 1}');
    const before = statSync(file, { bigint: true });
    expect(await asmp('set', file, 'a', '1')).toMatchObject({
      exitCode: 0,
      err: expect.stringMatching(/nothing to change/),
    });
    expect(statSync(file, { bigint: true }).ino).toBe(before.ino);
  });
});

it('asmp unset removes a key', async () => {
  const file = fileWith('a.properties', 'a=1\nb=2\n');
  expect(await asmp('unset', file, 'a')).toMatchObject({ exitCode: 0 });
  expect(textOf(file)).toBe('b=2\n');
  expect(await asmp('unset', file, 'a')).toMatchObject({
    exitCode: 1,
    err: expect.stringMatching(/no key a/),
  });
});

it('does not overwrite what somebody else wrote since the file was read', async () => {
  const file = fileWith('a.txt', 'new');
  await expect(writeAtomically(file, Buffer.from('mine'), Buffer.from('old'))).rejects.toThrow(
    /changed meanwhile/,
  );
  expect(textOf(file)).toBe('new');
  expect(readdirSync(folder)).toEqual(['a.txt']);
});
