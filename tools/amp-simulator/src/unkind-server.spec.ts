import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datedProperties, migratedYaml, savedYaml } from './rewritten-text.js';
import { DEFAULT_SWITCHES, type Switches } from './switches.js';
import { UnkindServer } from './unkind-server.js';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 24, 4, 0, second));
const sorted = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .sort();

describe('what servers and plugins write', () => {
  it('is server.properties with a new date and another order, and the same values', () => {
    const text = '#Minecraft server properties\n#Mon\nb=2\na=1\nc=\n';
    const written = datedProperties(text, at(1));
    expect(sorted(written)).toEqual(sorted(text));
    expect(written).toContain('#Tue, 24 Nov 2026 04:00:01 GMT');
    expect(written.split('\n').slice(2)).not.toEqual(text.split('\n').slice(2));
    const continued = 'a=1\\\n  2\nb=1\n';
    expect(datedProperties(continued, at(1))).toBe(continued);
  });

  it('is YAML with the same values under another header, in another order', () => {
    const text = '# mine\na:\n  - 1\n  - 2\nb: x # why\nc: {d: 1}\n';
    const saved = savedYaml(text, at(1));
    expect(saved.startsWith('# saved by its plugin, Tue')).toBe(true);
    expect(sorted(saved)).toEqual(sorted(text));
    expect(saved.indexOf('a:')).toBeGreaterThan(saved.indexOf('c:'));
    expect(savedYaml(saved, at(2)).match(/# saved/g)).toHaveLength(1);
  });

  it('never changes what a YAML file says, whatever it is made of', () => {
    for (const text of [
      'text: |\n  a: 1\nb: 2\n',
      '"a: b": 1\nc: 2\n',
      'a: &x 1\nb: *x\n',
      '- 1\n- 2\n',
      'a: [\n',
    ])
      expect(savedYaml(text, at(1))).toContain(text.trimEnd().split('\n').at(-1));
    expect(savedYaml('a: &x 1\nb: *x\n', at(1))).toMatch(/# saved.*\na: &x 1\nb: \*x\n$/);
  });

  it('is a key more after an update, once', () => {
    const migrated = migratedYaml('a: 1');
    expect(migrated).toBe('a: 1\nsimulated-config-version: 2\n');
    expect(migratedYaml(migrated)).toBe(migrated);
    expect(migratedYaml('a: [\n')).toBe('a: [\n');
  });
});

describe('an unkind server', () => {
  let dir: string;
  let habits: Switches;
  let server: UnkindServer;
  const file = (): string => readFileSync(path.join(dir, 'plugins/CMI/config.yml'), 'utf8');
  const put = (text: string): void => writeFileSync(path.join(dir, 'plugins/CMI/config.yml'), text);
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'unkind-'));
    mkdirSync(path.join(dir, 'plugins/CMI'), { recursive: true });
    put('a: 1\n');
    habits = { ...DEFAULT_SWITCHES };
    server = new UnkindServer(dir, () => habits);
  });
  afterEach(() => {
    server.close();
    rmSync(dir, { recursive: true });
  });

  it('is kind unless it is told otherwise', () => {
    server.starts(at(1));
    server.isUp();
    put('a: 2\n');
    server.stops();
    expect(file()).toBe('a: 2\n');
  });

  it('puts back what it read when it stops', () => {
    habits.savesOnStop = ['CMI', 'None'];
    server.isUp();
    put('a: 2\n');
    server.stops();
    expect(file()).toBe('a: 1\n');
    put('a: 3\n');
    server.starts(at(1));
    server.isUp();
    server.stops();
    expect(file()).toBe('a: 3\n');
  });

  it('saves and migrates when it starts', () => {
    habits.savesOnStart = ['CMI'];
    habits.migratesOnStart = ['CMI'];
    server.starts(at(1));
    expect(file()).toContain('# saved by its plugin');
    expect(file()).toContain('simulated-config-version: 2');
  });
});
