import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@archivesmp/contracts/problem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from './load-settings.js';
import { Group, GroupList, Hidden, Text } from './setting.js';
import { Secret } from './secret.js';

class Door {
  @Text({ describe: 'Its name' })
  name!: string;

  @Hidden({ describe: 'What opens it' })
  code!: Secret;
}

class House {
  @Hidden({ describe: 'Of the front door', optional: true })
  key?: Secret;

  @Group(() => Door, { describe: 'The cellar', optional: true })
  cellar?: Door;

  @GroupList(() => Door, { describe: 'All others', optional: true })
  doors: Door[] = [];
}

const WRITTEN = `
key: canary
cellar:
  name: cellar
  code: canary
doors:
  - { name: garden, code: "\${GARDEN}" }
  - name: roof
    code: before-\${GARDEN}
`;

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'inline-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string, mode: number): House {
  const file = join(folder, 'house.yaml');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return loadSettings(House, { argv: ['--config', file], env: { GARDEN: 'canary' }, defaultPath: '' });
}

function refusal(text: string, mode: number): string {
  try {
    load(text, mode);
  } catch (error) {
    return (error as Problem).detail;
  }
  throw new Error('it was taken');
}

describe('a settings file in which secrets are written', () => {
  it.each([0o600, 0o400])('is taken with mode %o', (mode) =>
    expect(load(WRITTEN, mode).cellar!.code.reveal()).toBe('canary'),
  );

  it.each([
    [0o644, 'is open to every account of this machine (mode 0644)'],
    [0o640, 'is open to its group (mode 0640)'],
  ])('is refused with mode %o: the settings with their lines, and the remedy', (mode, words) => {
    const file = join(folder, 'house.yaml');
    expect(refusal(WRITTEN, mode)).toBe(
      `The settings in ${file} are wrong, so nothing was started:\n` +
        `  (the file): holds key (line 2), cellar.code (line 5), doors[1].code (line 9) and ${words}; type: chmod 600 ${file}`,
    );
  });

  it('says so beside its other mistakes', () => {
    const refused = refusal(`${WRITTEN}dors: []\n`, 0o644);
    expect(refused).toContain('chmod 600');
    expect(refused).toContain('line 10: dors: is not known; did you mean "doors"');
  });

  it.each([
    ['nothing but references', 'key: ${GARDEN}'],
    ['a reference with a default that is not used', 'key: ${GARDEN:-canary}'],
    ['no secret', 'doors: []'],
  ])('may be open with %s', (_what, text) => expect(load(text, 0o644)).toBeInstanceOf(House));

  it('counts a default that is used, and a dollar sign that is one', () => {
    expect(refusal('key: ${UNSET:-canary}', 0o644)).toContain('holds key (line 1)');
    expect(refusal('key: $${GARDEN}', 0o644)).toContain('holds key (line 1)');
  });
});
