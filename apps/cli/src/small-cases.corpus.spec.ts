import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAsmp } from './program.js';
import { collectingTerminal } from './terminal/collecting-terminal.js';

const SHARED = process.env['ARCHIVESMP_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared');
const CASES = join(SHARED, 'cases/turn2');
const hasCases = existsSync(CASES);

interface Found {
  readonly instance: string;
  readonly plugin: string;
  readonly file: string;
  readonly key: string;
  readonly kind: string;
}

describe.skipIf(!hasCases)(hasCases ? 'asmp on small inputs that once failed' : 'skipped: no corpus', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'asmp-cases-'));
    cpSync(CASES, folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function asmp(...words: string[]) {
    const terminal = collectingTerminal();
    const exitCode = await runAsmp(words, terminal);
    return { exitCode, out: terminal.printed.join('\n'), messages: terminal.messages.join('\n') };
  }

  async function leaves(file: string, view: string): Promise<unknown> {
    const { out } = await asmp('dump', '--json', '--view', view, join(folder, file));
    const { state, leaves: found } = JSON.parse(out) as { state: string; leaves: unknown };
    expect(state).toBe('ok');
    return found;
  }

  async function scan(name: string, ...more: string[]) {
    const folders = ['--baselines', join(folder, name, 'b'), '--instances', join(folder, name, 'i')];
    const { exitCode, out } = await asmp('scan', ...folders, '--workers', '1', '--json', ...more);
    const { findings } = JSON.parse(out) as { findings: Found[] };
    const found = findings.map(
      ({ instance, plugin, file, key, kind }) => `${instance} ${plugin}/${file} ${key} ${kind}`,
    );
    return { exitCode, found: found.sort() };
  }

  it('reads a block scalar at the end as Bukkit does, and as it stands', async () => {
    const file = 'block-scalar-at-end/literal-clip.yml';
    expect(await leaves(file, 'bukkit')).toEqual({ 'a.m': 'str:x\ny\n' });
    expect(await leaves(file, 'plain')).toEqual({ 'a\u001fm': 'str:x\ny' });
    expect(await leaves('block-scalar-at-end/other.yml', 'bukkit')).toEqual({ m: 'str:x y\n' });
    expect(await leaves('block-scalar-at-end/other.yml', 'plain')).toEqual({ m: 'str:x y' });
  });

  it('edits a file that ends in one, and touches only what it has to', async () => {
    const file = join(folder, 'block-scalar-at-end/other.yml');
    const before = readFileSync(file, 'utf8');
    expect(await asmp('set', file, 'n', '5', '--insert')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toBe(`${before}\nn: 5`);
    expect(await asmp('set', file, 'n', '6')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toBe(`${before}\nn: 6`);
    const nested = join(folder, 'block-scalar-at-end/literal-clip.yml');
    const text = readFileSync(nested, 'utf8');
    expect(await asmp('set', nested, 'a.n', 'z', '--insert')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(nested, 'utf8')).toBe(`${text}\n  n: z`);
  });

  it('compares one by what Bukkit reads', async () => {
    expect(await scan('block-scalar-at-end/scan')).toEqual({
      exitCode: 2,
      found: ['I2 P/c.yml msg wrong_value'],
    });
  });

  // LuckPerms reads YAML by itself, so that a null is no absent key to it.
  it('takes a null of the baseline for an absent key where Bukkit reads the file', async () => {
    const { found } = await scan('null-absent');
    expect(found).toEqual([
      'I1 LuckPerms/config.yml kits.empty missing_key',
      'I1 LuckPerms/config.yml sign missing_key',
    ]);
  });

  it('writes the value of a variable as the format quotes it', async () => {
    const deviations = join(folder, 'variable-quoting/dev.yml');
    expect(await scan('variable-quoting', '--deviations', deviations)).toEqual({ exitCode: 0, found: [] });
  });

  it('tells that Java takes a byte order mark for a part of the first key', async () => {
    const file = 'properties-bom/bom.properties';
    expect(await leaves(file, 'plain')).toEqual({ '\ufeffmotd': 'str:x', b: 'str:1' });
    const { out } = await asmp('dump', join(folder, file));
    expect(out).toContain(String.raw`the server sees "\ufeffmotd" instead of "motd"`);
  });

  it('names a key without a name, and a difference in it', async () => {
    expect(await leaves('empty-key/b/P/c.yml', 'plain')).toEqual({ a: 'int:1', '': 'int:1' });
    expect(await scan('empty-key')).toEqual({
      exitCode: 2,
      found: ['I1 P/c.yml "" wrong_value', 'I1 P/d.json "" wrong_value'],
    });
  });
});
