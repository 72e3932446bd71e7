import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

let root: string;
const pathOf = (name: string): string => path.join(root, name);

function write(name: string, text: string): void {
  mkdirSync(path.dirname(pathOf(name)), { recursive: true });
  writeFileSync(pathOf(name), text);
}

const DEVIATIONS = `
tags:
  skyblock: {priority: 10, instances: [BENT01]}
  event: {priority: 10, instances: [BENT01]}
documented:
  - {plugin: CMI, file: config.yml, key: max, for: "host:ovh", value: 30}
  - {plugin: CMI, file: config.yml, key: max, for: "instance:BENT01", value: 60, reason: small world, owner: Ada, expires: 2099-01-01}
  - {plugin: CMI, file: config.yml, key: both, for: "tag:skyblock", value: 1}
  - {plugin: CMI, file: config.yml, key: both, for: "tag:event", value: 2}
`;

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-explain-'));
  write(
    'baselines/CMI/config.yml',
    'max: 10\nworlds:\n  my.world: true\ndb:\n  password: "canary-baseline"\n',
  );
  write('deviations.yml', DEVIATIONS);
  write('instances/ovh/BENT01/Minecraft/plugins/CMI/config.yml', 'max: 25\ndb: {password: canary-live}\n');
  write('instances/ovh/HUB01/Minecraft/plugins/CMI/config.yml', 'max: "\n');
});
afterAll(() => rmSync(root, { recursive: true }));

async function explain(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(['explain', ...args], terminal);
  return { exitCode, out: terminal.printed.join('\n'), err: terminal.messages.join('\n') };
}

const plain = (): string[] => ['--baselines', pathOf('baselines'), '--deviations', pathOf('deviations.yml')];
const live = (): string[] => [...plain(), '--instances', pathOf('instances')];

describe('asmp explain', () => {
  it('names every scope that spoke, who won and what is there', async () => {
    const { exitCode, out, err } = await explain('CMI/config.yml', 'max', 'BENT01', ...live());
    expect(out.split('\n')).toEqual([
      'CMI/config.yml  max  on BENT01 (host ovh)',
      '  should be  60, says deviations.yml line 7 for instance:BENT01',
      '  is         25  drifted',
      '',
      '  everywhere       the baseline           overruled  10',
      '  host:ovh         deviations.yml line 6  overruled  30',
      '  instance:BENT01  deviations.yml line 7  won        60  (small world; owner Ada; until 2099-01-01)',
    ]);
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: '' });
  });

  it('says the same as JSON', async () => {
    const { out } = await explain('CMI/config.yml', 'max', 'BENT01', ...live(), '--json');
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'value',
      expected: 60,
      actual: 25,
      isDrifted: true,
      winner: 2,
      voices: [
        { source: 'baseline', standing: 'overruled', value: 10 },
        { scope: 'host:ovh', standing: 'overruled', value: 30, line: 6 },
        { scope: 'instance:BENT01', standing: 'won', value: 60, owner: 'Ada' },
      ],
    });
  });

  it('needs no instances: then the host can be named', async () => {
    const host = await explain('CMI/config.yml', 'max', 'SMP101', ...plain(), '--host', 'ovh');
    expect(host.out).toContain('should be  30, says deviations.yml line 6 for host:ovh');
    expect(host.err).toMatch(/asmp cannot check that there is an instance SMP101/);
    expect((await explain('CMI/config.yml', 'max', 'BENT01', ...plain())).err).toBe('');
  });

  it('finds keys with a dot, as dots and as an array', async () => {
    for (const key of ['worlds.my.world', '["worlds", "my.world"]'])
      expect(await explain('CMI/config.yml', key, 'BENT01', ...plain())).toMatchObject({
        exitCode: 0,
        out: expect.stringContaining('should be  true, says the baseline for everywhere'),
      });
  });

  it('never shows a credential', async () => {
    const { out } = await explain('CMI/config.yml', 'db.password', 'BENT01', ...live());
    expect(out).toContain('••••••');
    expect(out).not.toContain('canary');
  });

  it('is an error where scopes of equal rank disagree', async () => {
    const { exitCode, out } = await explain('CMI/config.yml', 'both', 'BENT01', ...plain());
    expect(exitCode).toBe(1);
    expect(out).toMatch(/unknown: scopes of equal rank disagree/);
    expect(out).toMatch(/tag:event .* conflict .* 2/);
  });

  it('says when the file of the instance cannot be read, and that nobody knows a key', async () => {
    const broken = await explain('CMI/config.yml', 'max', 'HUB01', ...live());
    expect(broken).toMatchObject({
      exitCode: 1,
      out: expect.stringMatching(/is +unknown: .*config\.yml:\d+: /),
    });
    expect((await explain('CMI/config.yml', 'mxa', 'BENT01', ...plain())).err).toMatch(/did you mean max\?/);
  });

  it.each([
    [['CMI', 'max', 'BENT01'], /names no baseline file; write plugin and file/],
    [['CMI/../x', 'max', 'BENT01'], /names no baseline file/],
    [['cmi/config.yml', 'max', 'BENT01'], /no plugin cmi; did you mean CMI\?/],
    [['CMI/confg.yml', 'max', 'BENT01'], /no file confg.yml; did you mean config.yml\?/],
    [['CMI/config.yml', 'max', 'BENT02'], /no instance BENT02; did you mean BENT01\?/],
    [['CMI/config.yml', '["max"', 'BENT01'], /no JSON array of keys/],
  ])('%j ends with exit code 1 and a remedy', async (args, message) => {
    const { exitCode, out, err } = await explain(...args, ...live());
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toMatch(message);
  });

  it('names folders and files that are not there', async () => {
    const of = (...more: string[]) => explain('CMI/config.yml', 'max', 'BENT01', ...more);
    expect((await of('--baselines', pathOf('nope'))).err).toMatch(/nope \(--baselines\) is no folder/);
    expect((await of('--baselines', pathOf('baselines'), '--deviations', pathOf('nope'))).err).toMatch(
      /nope \(--deviations\): no such file/,
    );
  });
});
