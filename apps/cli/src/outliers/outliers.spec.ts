import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

let root: string;

function write(instance: string, file: string, text: string): void {
  const filePath = path.join(root, 'ovh', instance, 'Minecraft/plugins', file);
  mkdirSync(path.dirname(filePath), { recursive: true });
  writeFileSync(filePath, text);
}

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-outliers-'));
  for (const [index, instance] of ['A01', 'B01', 'C01', 'D01', 'E01'].entries()) {
    write(instance, 'CMI/config.yml', `max: ${instance === 'D01' ? 99 : 10}\nname: server ${index}\n`);
    write(instance, 'Vault/config.yml', 'same: true\n');
  }
});
afterAll(() => rmSync(root, { recursive: true }));

async function outliers(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(['outliers', '--instances', root, '--workers', '1', ...args], terminal);
  return { exitCode, out: terminal.printed.join('\n'), err: terminal.messages.join('\n') };
}

describe('asmp outliers', () => {
  it('names the one that differs, and keys on which nobody agrees', async () => {
    const { exitCode, out } = await outliers();
    expect(exitCode).toBe(2);
    expect(out).toContain('ovh / D01 / CMI\n  config.yml  max\n      has 99; 4 of 5 have 10');
    expect(out).toContain('no majority: CMI / config.yml  name: 5 different values on 5 instances');
    expect(out).toMatch(/5 instances, 2 plugins, 10 files: 1 odd one out, 1 key without a majority$/);
  });

  it('says the same as JSON', async () => {
    const { out } = await outliers('--json');
    expect(JSON.parse(out)).toMatchObject({
      outliers: [{ instance: 'D01', key: 'max', value: 99, majority: 10, agree: 4, of: 5 }],
      noMajority: [{ key: 'name', values: 5 }],
      counts: { instances: 5, outliers: 1, noMajority: 1 },
    });
  });

  it('leaves files that have a baseline to the comparison with it, and counts what a scan counts', async () => {
    const baselines = mkdtempSync(path.join(tmpdir(), 'asmp-baselines-'));
    mkdirSync(path.join(baselines, 'CMI'));
    writeFileSync(path.join(baselines, 'CMI/config.yml'), 'max: 10\n');
    try {
      const { exitCode, out } = await outliers('--baselines', baselines, '--json');
      expect({ exitCode, ...JSON.parse(out) }).toMatchObject({ exitCode: 0, outliers: [], noMajority: [] });
    } finally {
      rmSync(baselines, { recursive: true });
    }
  });

  it('is quiet with exit code 0 where all agree', async () => {
    expect(await outliers('--plugin', 'Vault')).toMatchObject({ exitCode: 0 });
    expect(await outliers('--instance', 'A01', '--json')).toMatchObject({ exitCode: 0 });
  });

  it.each([
    [['--plugin', 'Nope'], /has a plugin called Nope/],
    [['--instance', 'D02'], /no instance is called D02; did you mean D01\?/],
    [['--workers', '0'], /must be a number from 1 to 64/],
  ])('%j is an error', async (args, message) => {
    const { exitCode, err } = await outliers(...args);
    expect(exitCode).toBe(1);
    expect(err).toMatch(message);
  });
});
