import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ASMP = path.resolve(import.meta.dirname, '../../../asmp');
let root: string;

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a person does: another process, from another folder. */
function asmp(args: readonly string[], { input = '', env = {} } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(ASMP, args, { cwd: root, env: { ...process.env, ...env } });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, out, err }));
    child.stdin.end(input);
  });
}

function write(name: string, content: string | Uint8Array): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-e2e-'));
  write('baselines/CMI/config.yml', 'max: 10\n');
  for (const instance of ['A01', 'B01', 'C01'])
    write(`instances/ovh/${instance}/Minecraft/plugins/CMI/config.yml`, 'max: 10\n');
  write('instances/ovh/D01/Minecraft/plugins/CMI/config.yml', 'max: 99\n');
  write('old/universal_configs/Demo_universal_config.md', '`a` = 1\n');
  // builds what is missing, so that no test below waits for it
  await asmp(['--version']);
});
afterAll(() => rmSync(root, { recursive: true }));

const FOLDERS = ['--baselines', 'baselines', '--instances', 'instances'];

describe('./asmp', () => {
  it.each([
    ['help', ['--help'], 0],
    ['version', ['--version'], 0],
    ['an unknown verb', ['nosuch'], 1],
    ['dump of a file', ['dump', 'baselines/CMI/config.yml'], 0],
    ['dump of a missing file', ['dump', 'nosuch.yml'], 1],
    ['dump of a folder', ['dump', 'baselines'], 1],
    ['scan with drift', ['scan', ...FOLDERS], 2],
    ['scan of what is in order', ['scan', ...FOLDERS, '--instance', 'A01'], 0],
    ['scan of no folder', ['scan', '--baselines', 'nosuch', '--instances', 'instances'], 1],
    ['outliers', ['outliers', '--instances', 'instances'], 2],
    ['explain of what is in order', ['explain', 'CMI/config.yml', 'max', 'A01', ...FOLDERS], 0],
    ['explain of a drifted key', ['explain', 'CMI/config.yml', 'max', 'D01', ...FOLDERS], 2],
    ['explain of an unknown instance', ['explain', 'CMI/config.yml', 'max', 'X01', ...FOLDERS], 1],
    ['import', ['import', 'legacy', 'old', '--out', 'imported'], 0],
    ['import into a filled folder', ['import', 'legacy', 'old', '--out', 'baselines'], 1],
    ['import of nothing', ['import', 'legacy', 'nosuch', '--out', 'other'], 1],
  ] as [string, string[], number][])('%s', async (_, args, exitCode) => {
    const ended = await asmp(args);
    expect(ended.exitCode, ended.err).toBe(exitCode);
    expect(`${ended.out}${ended.err}`).not.toMatch(/\n\s+at .*:\d+:\d+/);
    if (exitCode === 1)
      expect(ended.err + ended.out).toMatch(/no such|unknown|folder|no instance|not empty|is no/);
  });

  it('set and unset change the file, and only where they can', async () => {
    write('a.yml', 'a: 1 # one\r\nb: [x]\r\n');
    const text = (): string => readFileSync(path.join(root, 'a.yml'), 'utf8');
    expect((await asmp(['set', 'a.yml', 'a', '2'])).exitCode).toBe(0);
    expect(text()).toBe('a: 2 # one\r\nb: [x]\r\n');
    expect(await asmp(['set', 'a.yml', 'b', '2'])).toMatchObject({ exitCode: 1, out: '' });
    expect((await asmp(['unset', 'a.yml', 'a', '--dry-run'])).out).toContain('-a: 2 # one\r\n');
    expect((await asmp(['unset', 'a.yml', 'a'])).exitCode).toBe(0);
    expect(text()).toBe('b: [x]\r\n');
  });

  it('reads names from a pipe, and bytes that are no text', async () => {
    write(
      'noise.yml',
      Uint8Array.from({ length: 2_000 }, (_, index) => (index * 37) % 256),
    );
    const { exitCode, out } = await asmp(['dump', '--json', '--files-from', '-'], {
      input: 'noise.yml\nbaselines/CMI/config.yml\n',
    });
    expect(exitCode).toBe(0);
    const states = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { state: string }).state);
    expect(states).toEqual(['unreadable', 'ok']);
  });

  it.skipIf(process.getuid?.() === 0)('says who may read a file', async () => {
    write('secret.yml', 'a: 1\n');
    chmodSync(path.join(root, 'secret.yml'), 0o000);
    const ended = await asmp(['set', 'secret.yml', 'a', '2']);
    expect(ended).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/secret\.yml: permission denied: run as/),
    });
  });

  it('a scan loads no package that only other verbs or services need', async () => {
    write(
      'loaded.mjs',
      `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  load: (url, context, next) => {
    appendFileSync(${JSON.stringify(path.join(root, 'loaded'))}, url + '\\n');
    return next(url, context);
  },
});`,
    );
    await asmp(['scan', ...FOLDERS], { env: { NODE_OPTIONS: `--import=${path.join(root, 'loaded.mjs')}` } });
    const loaded = readFileSync(path.join(root, 'loaded'), 'utf8');
    const packages = [...loaded.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name);
    expect([...new Set(packages)].sort()).toEqual(['commander', 'picocolors']);
  });

  it('writes no colours and no progress into a pipe', async () => {
    const { out, err } = await asmp(['scan', ...FOLDERS]);
    expect(out + err).not.toContain('\u001b');
  });

  it('ends quietly when nobody reads on', async () => {
    write('long.properties', Array.from({ length: 50_000 }, (_, index) => `key${index}=value\n`).join(''));
    const ended = await new Promise<Ended>((resolve, reject) => {
      const child = spawn(ASMP, ['dump', 'long.properties'], { cwd: root });
      let err = '';
      child.stdout.once('data', () => child.stdout.destroy());
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
      child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, out: '', err }));
    });
    expect(ended).toEqual({ exitCode: 0, out: '', err: '' });
  });
});
