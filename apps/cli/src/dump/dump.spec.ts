import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'asmp-dump-'));
  writeFileSync(join(folder, 'a.json'), '{"10": 1, "9": "\\u001b[31mred", "x": {"y": [null, 1.0]}}');
  writeFileSync(join(folder, 'broken.json'), '{\n"a": }');
  writeFileSync(join(folder, 'list'), 'a.json\n\nbroken.json\n');
  execFileSync('mkfifo', [join(folder, 'pipe.yml')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function dump(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(['dump', ...args], terminal);
  return { exitCode, printed: terminal.printed, messages: terminal.messages };
}

it('prints one JSON object a file, keys in the order of the file', async () => {
  const file = join(folder, 'a.json');
  expect((await dump('--json', file)).printed).toEqual([
    `{"f":${JSON.stringify(file)},"state":"ok","leaves":{"10":"int:1","9":"str:\\u001b[31mred","x\\u001fy\\u001f[0]":"null","x\\u001fy\\u001f[1]":"float:1.0"}}`,
  ]);
});

it('calls broken content unreadable and carries on; only files that cannot be opened are an error', async () => {
  const broken = await dump('--json', join(folder, 'broken.json'));
  expect(broken.exitCode).toBe(0);
  expect(JSON.parse(broken.printed[0]!)).toMatchObject({
    state: 'unreadable',
    error: expect.stringMatching(/^line 2, column 6: /),
  });
  const missing = await dump('--json', join(folder, 'nosuch.yml'), folder, join(folder, 'pipe.yml'));
  expect(missing.exitCode).toBe(1);
  expect(missing.printed.map((line) => (JSON.parse(line) as { error: string }).error)).toEqual([
    'no such file or folder',
    'this is a folder, not a file',
    'not a regular file',
  ]);
});

it('never sends control characters of a file to the terminal', async () => {
  const [text] = (await dump(join(folder, 'a.json'))).printed;
  expect(text).toContain('x › y › [1] = 1.0 float');
  expect(text).not.toContain('\u001b');
});

it('shows a key without a name as something that can be seen', async () => {
  const file = join(folder, 'nameless.yml');
  writeFileSync(file, "a: 1\n'': {'': 2, b: 3}\nb: 4\n");
  const [text] = (await dump(file)).printed;
  expect(text!.split('\n').slice(1)).toEqual([
    '  a = 1 int',
    '  "" › "" = 2 int',
    '  "" › b = 3 int',
    '  b = 4 int',
  ]);
  expect((await dump('--json', file)).printed[0]).toContain(
    String.raw`{"a":"int:1","\u001f":"int:2","\u001fb":"int:3","b":"int:4"}`,
  );
  writeFileSync(file, '# nothing\n');
  expect((await dump(file)).printed[0]).toContain('(no keys) = null');
});

it('refuses to guess: no file, an unknown view, an unknown verb', async () => {
  expect(await dump()).toMatchObject({ exitCode: 1, messages: [expect.stringMatching(/at least one file/)] });
  expect((await dump('--view', 'x', 'a')).messages.join()).toMatch(/plain, bukkit/);
  const terminal = collectingTerminal();
  expect(await runAsmp(['nosuch'], terminal)).toBe(1);
});

it('asks for the format of standard input, which has no name', async () => {
  const { exitCode, messages } = await dump('-');
  expect(exitCode).toBe(1);
  expect(messages.join('\n')).toContain('--format');
});

it('shows characters that hide something as such, in keys and in values', async () => {
  const unusual = join(folder, 'odd.yml');
  writeFileSync(unusual, 'p\u0430ssword: "off\u200b"\nurl: "\u202egpj.exe"\n');
  const [text] = (await dump(unusual)).printed;
  expect(text).toContain('p\\u0430ssword');
  expect(text).toContain('"off\\u200b"');
  expect(text).toContain('"\\u202egpj.exe"');
});
