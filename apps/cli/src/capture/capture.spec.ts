import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-capture-'));
  mkdirSync(path.join(root, 'baselines'));
});
afterEach(() => rmSync(root, { recursive: true }));

const pathOf = (name: string): string => path.join(root, name);
const on = (instance: string, file: string): string =>
  `instances/ovh/${instance}/Minecraft/plugins/Kits/${file}`;

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(pathOf(name)), { recursive: true });
    writeFileSync(pathOf(name), text);
  }
}
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');

async function capture(...more: string[]) {
  const terminal = collectingTerminal();
  const folders = ['--baselines', pathOf('baselines'), '--instances', pathOf('instances')];
  const exitCode = await runAsmp(['baseline', 'capture', 'Kits', ...folders, ...more], terminal);
  const out = terminal.printed.join('\n');
  return { exitCode, out, messages: terminal.messages.join('\n') };
}

const DEVIATIONS = 'variables:\n  DB_PASSWORD: {everywhere: of-all}\n';

describe('asmp baseline capture on folders', () => {
  it('shows what would change and writes nothing; with --save it writes that, and a scan finds no drift', async () => {
    const live = '# tuned\nspeed: 7   # fast\n';
    write({ 'baselines/Kits/config.yml': 'speed: 5\n', [on('DEV01', 'config.yml')]: live });
    const preview = await capture();
    expect(preview.exitCode).toBe(0);
    expect(preview.out).toContain('-speed: 5\n+# tuned\n+speed: 7   # fast');
    expect(textOf('baselines/Kits/config.yml')).toBe('speed: 5\n');
    const [, etag] = /--save ([0-9a-f]{64})/.exec(preview.out)!;
    expect(await capture('--save', etag!)).toMatchObject({ exitCode: 0 });
    expect(textOf('baselines/Kits/config.yml')).toBe(live);
    const terminal = collectingTerminal();
    const folders = [
      '--baselines',
      pathOf('baselines'),
      '--instances',
      pathOf('instances'),
      '--workers',
      '1',
    ];
    expect(await runAsmp(['scan', ...folders], terminal)).toBe(0);
    expect(JSON.parse((await capture('--json')).out)).toMatchObject({
      plugin: 'Kits',
      instance: 'DEV01',
      host: 'ovh',
      saved: false,
      files: [{ file: 'config.yml', standing: 'same' }],
    });
  });

  it('saves only what the preview showed', async () => {
    write({ [on('DEV01', 'config.yml')]: 'speed: 7\n' });
    const [, etag] = /--save ([0-9a-f]{64})/.exec((await capture()).out)!;
    write({ [on('DEV01', 'config.yml')]: 'speed: 8\n' });
    const { exitCode, messages } = await capture('--save', etag!);
    expect({ exitCode, messages }).toMatchObject({
      exitCode: 1,
      messages: expect.stringContaining('look at a new one') as string,
    });
    expect(() => textOf('baselines/Kits/config.yml')).toThrow('ENOENT');
  });

  it('never writes a secret: without a variable nothing at all is saved', async () => {
    write({
      'deviations.yml': DEVIATIONS,
      [on('DEV01', 'config.yml')]: 'speed: 7\n',
      [on('DEV01', 'db.yml')]: 'password: hunter2\n',
    });
    const refused = await capture('--save');
    expect(refused.exitCode).toBe(2);
    expect(refused.out).toMatch(/refused: Kits\/db\.yml/);
    expect(refused.out + refused.messages).not.toContain('hunter2');
    expect(() => textOf('baselines/Kits/config.yml')).toThrow('ENOENT');
    const named = [
      '--variable',
      'db.yml',
      'password',
      'DB_PASSWORD',
      '--deviations',
      pathOf('deviations.yml'),
    ];
    const saved = await capture('--save', ...named);
    expect(saved.exitCode, saved.messages).toBe(0);
    expect(textOf('baselines/Kits/db.yml')).toBe('password: "{{DB_PASSWORD}}"\n');
    expect(textOf('baselines/Kits/config.yml')).toBe('speed: 7\n');
  });

  it('writes down what it leaves to nobody, or says where to', async () => {
    write({
      [on('DEV01', 'config.yml')]: 'server-name: DEV01\nspeed: 7\n',
      [on('DEV01', 'warps.yml')]: 'x: 1\n',
    });
    const part = ['--file', 'config.yml', '--save'];
    expect((await capture(...part)).messages).toContain('name it with --deviations');
    expect(() => textOf('baselines/Kits/config.yml')).toThrow('ENOENT');
    write({ 'deviations.yml': DEVIATIONS });
    expect(await capture(...part, '--deviations', pathOf('deviations.yml'))).toMatchObject({ exitCode: 0 });
    expect(textOf('baselines/Kits/config.yml')).toBe('speed: 7\n');
    const deviations = textOf('deviations.yml');
    expect(deviations.startsWith(DEVIATIONS)).toBe(true);
    expect(deviations).toMatch(/partly_described:\n {2}- Kits\nleft_open:\n/);
    expect((await capture('--deviations', pathOf('deviations.yml'))).out).toContain(
      'not captured: warps.yml',
    );
  });

  it('takes what can be read and would load, and follows no link', async () => {
    write({
      [on('DEV01', 'config.yml')]: 'speed: 7\n',
      [on('DEV01', 'broken.yml')]: 'a: [\n',
      'elsewhere.yml': 'x: 1\n',
    });
    symlinkSync(pathOf('elsewhere.yml'), pathOf(on('DEV01', 'link.yml')));
    const { files } = JSON.parse((await capture('--json')).out) as { files: { file: string }[] };
    expect(files.map(({ file }) => file)).toEqual(['config.yml']);
  });

  it.each([
    [['--from', 'DEV02'], 'has no instance DEV02; did you mean DEV01?'],
    [['--file', 'confg.yml'], 'DEV01 has no Kits/confg.yml that can be read; did you mean config.yml?'],
    [['--take', 'other.yml', 'a'], 'other.yml is not among the files that are captured'],
    [['--take', 'config.yml'], '--take takes FILE KEYPATH'],
    [['--reason', 'new limits'], 'folders keep no record of changes'],
    [['--deviations', 'nosuch.yml'], 'nosuch.yml'],
  ])('%j: says what is wrong', async (flags, message) => {
    write({ [on('DEV01', 'config.yml')]: 'speed: 7\n', [on('SMP01', 'config.yml')]: 'speed: 7\n' });
    expect(await capture(...flags)).toMatchObject({
      exitCode: 1,
      messages: expect.stringContaining(message) as string,
    });
  });

  it('asks for the instance where no one is for trying out, and for a name of a plugin', async () => {
    write({ [on('SMP01', 'config.yml')]: 'speed: 7\n' });
    expect((await capture()).messages).toContain('say --from INSTANCE');
    const terminal = collectingTerminal();
    const folders = ['--baselines', pathOf('baselines'), '--instances', pathOf('instances')];
    expect(await runAsmp(['baseline', 'capture', '../x', ...folders], terminal)).toBe(1);
    expect(await runAsmp(['baseline', 'capture', 'Kits', '--instances', pathOf('instances')], terminal)).toBe(
      1,
    );
    expect(await runAsmp(['baseline', 'capture', 'Kits', '--baselines', pathOf('baselines')], terminal)).toBe(
      1,
    );
    expect(terminal.messages).toEqual([
      expect.stringContaining('../x is no name of a plugin'),
      expect.stringContaining('go with --baselines'),
      expect.stringContaining('goes with --instances'),
    ]);
  });
});
