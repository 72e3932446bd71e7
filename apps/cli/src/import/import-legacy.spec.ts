import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

let root: string;
const pathOf = (name: string): string => path.join(root, name);

function write(name: string, text: string): void {
  mkdirSync(path.dirname(pathOf(name)), { recursive: true });
  writeFileSync(pathOf(name), text);
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-import-'));
  write('old/universal_configs/Demo_universal_config.md', '`hello` = "hi"\n`limit.max` = 5\n');
  write('old/variable_configs.json', '{"Demo": {"limit.max": {"A01": 9}}}');
});
afterEach(() => rmSync(root, { recursive: true }));

async function importLegacy(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(['import', 'legacy', ...args], terminal);
  return { exitCode, out: terminal.printed.join('\n'), err: terminal.messages.join('\n') };
}

describe('asmp import legacy', () => {
  it('writes what asmp scan takes', async () => {
    expect(await importLegacy(pathOf('old'), '--out', pathOf('new'))).toMatchObject({ exitCode: 0, err: '' });
    write('instances/ovh/A01/Minecraft/plugins/Demo/config.yml', 'hello: hi\nlimit: {max: 9}\n');
    write('instances/ovh/B01/Minecraft/plugins/Demo/config.yml', 'hello: hi\nlimit: {max: 5}\n');
    const terminal = collectingTerminal();
    const exitCode = await runAsmp(
      [
        'scan',
        '--baselines',
        pathOf('new/baselines'),
        '--deviations',
        pathOf('new/deviations.yml'),
        '--instances',
        pathOf('instances'),
        '--workers',
        '1',
        '--json',
      ],
      terminal,
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(terminal.printed.join('\n'))).toMatchObject({
      findings: [{ instance: 'A01', key: 'limit.max', status: 'documented' }],
    });
  });

  it('lets live files tell which file a key belongs to, and says what stays a guess', async () => {
    write('instances/ovh/A01/Minecraft/plugins/Demo/messages.yml', 'hello: salut\n');
    write('instances/ovh/B01/Minecraft/plugins/Demo/messages.yml', 'hello: salut\n');
    write('instances/ovh/B01/Minecraft/plugins/Demo/broken.yml', 'a: "\n');
    const { out } = await importLegacy(
      pathOf('old'),
      '--out',
      pathOf('new'),
      '--instances',
      pathOf('instances'),
    );
    expect(readFileSync(pathOf('new/baselines/Demo/messages.yml'), 'utf8')).toContain('hello: hi\n');
    expect(out).toMatch(/\d+ {2}Which file a key belongs to: guessed/);
    expect(out).toMatch(/\d+ {2}Which file a key belongs to: told by a live file/);
    expect(out).not.toContain('No --instances were given');
  });

  it('never overwrites what somebody corrected', async () => {
    write('new/deviations.yml', 'corrected: true\n');
    expect(await importLegacy(pathOf('old'), '--out', pathOf('new'))).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/new is not empty; name a new folder/),
    });
    expect(readdirSync(pathOf('new'))).toEqual(['deviations.yml']);
  });

  it('ends where no folder can be made, before it does anything', async () => {
    expect(await importLegacy(pathOf('old'), '--out', '/proc/asmp/new')).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/\/proc\/asmp\/new: no such file or folder/),
    });
  });

  it('makes the folders above the new one', async () => {
    expect(await importLegacy(pathOf('old'), '--out', pathOf('a/b/new'))).toMatchObject({ exitCode: 0 });
    expect(readdirSync(pathOf('a/b/new'))).toContain('deviations.yml');
  });

  it.each([
    [['nope', '--out', 'new'], /nope: no such file/],
    [
      ['old/variable_configs.json', '--out', 'new'],
      /variable_configs\.json: this, or a part of the path to it, is no folder/,
    ],
    [['old', '--out', 'new', '--instances', 'nope'], /nope: no such file/],
    [
      ['old', '--out', 'old/variable_configs.json'],
      /variable_configs\.json: this, or a part of the path to it, is no folder/,
    ],
  ])('%j names the place', async (args, message) => {
    const { exitCode, err } = await importLegacy(
      ...args.map((arg) => (arg.startsWith('--') ? arg : pathOf(arg))),
    );
    expect(exitCode).toBe(1);
    expect(err).toMatch(message);
  });
});
