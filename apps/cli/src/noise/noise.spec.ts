import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseDeviations } from '@archivesmp/baseline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

let root: string;
const pathOf = (name: string): string => path.join(root, name);

function write(side: string, instance: string, file: string, text: string): void {
  const filePath = pathOf(`${side}/ovh/${instance}/Minecraft/${file}`);
  mkdirSync(path.dirname(filePath), { recursive: true });
  writeFileSync(filePath, text);
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-noise-'));
  for (const [side, time] of [
    ['before', 1],
    ['after', 2],
  ] as const) {
    for (const instance of ['A01', 'B01']) {
      write(side, instance, 'plugins/Plan/config.yml', `last-start: ${time}\nenabled: true\n`);
      write(side, instance, 'plugins/Plan/notes.dat', `${time}`);
      write(side, instance, 'server.properties', `#${time}\nmotd=x\n`);
    }
  }
});
afterEach(() => rmSync(root, { recursive: true }));

async function noise(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(['noise', ...args], terminal);
  return { exitCode, out: terminal.printed.join('\n'), err: terminal.messages.join('\n') };
}
const both = () => ['--before', pathOf('before'), '--after', pathOf('after')];

describe('asmp noise', () => {
  it('proposes rules that deviations.yml takes, and nothing for what is only format', async () => {
    const { exitCode, out } = await noise(...both());
    expect(exitCode).toBe(0);
    expect(out).toContain('# 2 changes on A01, B01');
    expect(parseDeviations(new TextEncoder().encode(out)).document?.ignore).toMatchObject([
      { plugin: 'Plan', file: 'config.yml', key: 'last-start' },
    ]);
  });

  it('hides from a scan what it was learned from, and nothing else', async () => {
    const { out } = await noise(...both());
    mkdirSync(pathOf('baselines/Plan'), { recursive: true });
    writeFileSync(pathOf('baselines/Plan/config.yml'), 'last-start: 1\nenabled: true\n');
    writeFileSync(pathOf('deviations.yml'), out);
    write('after', 'B01', 'plugins/Plan/config.yml', 'last-start: 3\nenabled: false\n');
    const folders = ['--baselines', pathOf('baselines'), '--instances', pathOf('after')];
    const terminal = collectingTerminal();
    await runAsmp(
      ['scan', ...folders, '--deviations', pathOf('deviations.yml'), '--workers', '1', '--json'],
      terminal,
    );
    const { findings } = JSON.parse(terminal.printed.join('\n')) as { findings: object[] };
    expect(findings).toMatchObject([{ instance: 'B01', key: 'enabled', kind: 'wrong_value' }]);
  });

  it('says the same as JSON', async () => {
    const { out } = await noise(...both(), '--json');
    expect(JSON.parse(out)).toMatchObject({ proposals: [{ rule: { key: 'last-start' }, changes: 2 }] });
  });

  it('is quiet when nothing changed', async () => {
    const { out } = await noise('--before', pathOf('before'), '--after', pathOf('before'));
    expect(out).toBe('# Nothing changed by itself.');
  });

  it('names folders that have nothing in common, or are not there', async () => {
    write('other', 'Z01', 'plugins/Plan/config.yml', 'a: 1\n');
    expect(await noise('--before', pathOf('before'), '--after', pathOf('other'))).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/no instance in common/),
    });
    expect((await noise('--before', pathOf('nope'), '--after', pathOf('after'))).err).toMatch(
      /nope cannot be read/,
    );
  });
});
