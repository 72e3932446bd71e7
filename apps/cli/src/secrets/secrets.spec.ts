import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

let root: string;
const pathOf = (name: string): string => path.join(root, name);

function write(name: string, text: string): void {
  mkdirSync(path.dirname(pathOf(name)), { recursive: true });
  writeFileSync(pathOf(name), text);
}
const A01 = 'fleet/ovh/A01/Minecraft';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-secrets-'));
  for (const one of ['A01', 'B01'])
    write(`fleet/ovh/${one}/Minecraft/plugins/Vault/config.yml`, 'colour: canary-1\nprice:\n  token: 64\n');
  write(`${A01}/plugins/Vault/notes.txt`, 'hello\nthe password is canary-2\n');
  write(`${A01}/plugins/Vault/forwarding.secret`, 'canary-3\n');
  write(`${A01}/server.properties`, 'motd=hi\nrcon.password=canary-4\n#old.password=canary-5\n');
  write(
    'deviations.yml',
    `secrets:
  - {plugin: Vault, file: config.yml, key: colour, secret: true, reason: opens the vault}
  - {plugin: Vault, key: "price.token", secret: false, reason: an item}
  - {plugin: Vault, key: "colou*", secret: true, reason: again}
  - {plugin: Vauld, key: colour, secret: true, reason: misspelled}
  - {plugin: Vault, key: "shade", secret: true, reason: gone}
  - {plugin: Vault, file: "kits/*", key: "a", secret: true, reason: gone}
  - {plugin: "*", key: "rcon.password", secret: true, reason: sure}
`,
  );
});
afterEach(() => rmSync(root, { recursive: true }));

async function check(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(['secrets', 'check', ...args], terminal);
  return { exitCode, out: terminal.printed.join('\n'), err: terminal.messages.join('\n') };
}
const rules = () => ['--deviations', pathOf('deviations.yml')];

describe('asmp secrets check', () => {
  it('says of a fleet what is hidden and why, alike places once, and shows no value', async () => {
    const { exitCode, out, err } = await check(pathOf('fleet'), ...rules());
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: '' });
    expect(out).toMatch(/colour +hidden by rule +deviations\.yml line 2: opens the vault \(2 instances\)/);
    expect(out).toMatch(/price\.token +shown by rule +deviations\.yml line 3: an item \(2 instances\)/);
    expect(out).toMatch(/line 2 +hidden by name +the line speaks of a secret \(A01\)/);
    expect(out).toMatch(/\(all of it\) +hidden by name/);
    expect(out).toMatch(/rcon\.password +hidden by rule/);
    expect(out).toMatch(/line 3 +hidden by name +the key ends with "password" \(A01\)/);
    expect(out).not.toContain('motd');
    expect(out).not.toContain('canary');
    expect(out).toContain('files 5, values 7, hidden 4 (by rule 3, by shape 0, by name 1);');
  });

  it('says what each rule decides, and which match nothing', async () => {
    const { out } = await check(pathOf('fleet'), ...rules());
    expect(out.split('Rules of deviations.yml\n')[1]!.split('\n\n')[0]!.split('\n')).toEqual([
      '  line 2  hides  Vault  config.yml  colour: decides 2 places, 2 of which would be shown without it',
      '  line 3  shows  Vault  **  price.token: decides 2 places, 2 of which would be hidden without it',
      '  line 4  hides  Vault  **  colou*: decides nothing: an earlier rule always comes first (line 2, 3)',
      '  line 5  hides  Vauld  **  colour: matches nothing: there is no such plugin; did you mean Vault?',
      '  line 6  hides  Vault  **  shade: matches nothing: no key of its 4 files is called so',
      '  line 7  hides  Vault  kits/*  a: matches nothing: no file is called so',
      '  line 8  hides  *  **  rcon.password: decides 1 place, each of which is hidden without it, too',
    ]);
  });

  it('looks at single files, told of by the folder above or by --as, and at baselines', async () => {
    const file = pathOf(`${A01}/plugins/Vault/config.yml`);
    const one = await check(file, ...rules(), '--json');
    expect(JSON.parse(one.out)).toMatchObject({
      values: [
        { plugin: 'Vault', file: 'config.yml', key: 'colour', line: 1, hidden: true, by: 'rule' },
        { key: 'price.token', line: 3, hidden: false, by: 'rule' },
      ],
      counts: { files: 1, values: 2, hidden: 1, rule: 1 },
    });
    write('copy.yml', 'colour: canary-1\n');
    expect((await check(pathOf('copy.yml'), ...rules())).err).toContain(
      'the plugin of some files is not known',
    );
    const named = await check(pathOf('copy.yml'), '--as', 'Vault/config.yml', ...rules());
    expect(named.out).toContain('colour  hidden by rule');
    write('baselines/Vault/config.yml', 'colour: canary-1\nother: 1\n');
    const all = await check(pathOf('baselines'), ...rules(), '--all');
    expect(all.out).toMatch(/other +shown by nothing/);
  });

  it('judges a typed key, with its value or without', async () => {
    const asked = ['--as', 'Vault/config.yml', ...rules()];
    expect((await check('--key', 'colour', ...asked)).out).toBe(
      'hidden: deviations.yml line 2: opens the vault',
    );
    expect((await check('--key', 'price.token', ...asked)).out).toBe('shown: deviations.yml line 3: an item');
    expect((await check('--key', 'a.password')).out).toBe('hidden: the key ends with "password"');
    expect((await check('--key', 'mysql')).out).toMatch(/^depends on the value: /);
    expect((await check('--key', 'pin', '--value', '3')).out).toMatch(/^shown: /);
    expect((await check('--key', 'a', '--as', 'P/server.pem')).out).toMatch(/^hidden: the whole file/);
    for (const { kind, key, value, canary } of plantedSecrets('cli')) {
      const { out, err } = await check('--key', JSON.stringify([key]), '--value', value);
      expect(out, kind).toMatch(/^hidden: /);
      expect(out + err).not.toContain(canary);
    }
  });

  it.each([
    [['/no/such/folder'], 'no such file'],
    [[], 'name a folder or a file'],
    [['--value', 'x', 'a'], '--value goes with --key'],
    [['--key', 'x', 'a'], 'leave out the path'],
    [['--key', 'x', '--as', 'Vault'], 'names no file of a plugin'],
    [['.', '--as', 'Vault/config.yml'], '--as goes with one file'],
    [['--key', 'x', '--deviations', '/no/such'], '(--deviations)'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, err } = await check(...args);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: expect.stringContaining(message) });
  });

  it('names the instance or plugin that was meant', async () => {
    expect((await check(pathOf('fleet'), '--instance', 'A02')).err).toContain('did you mean A01?');
    expect((await check(pathOf('fleet'), '--plugin', 'vault')).err).toContain('did you mean Vault?');
    const part = await check(pathOf('fleet'), '--instance', 'B01', ...rules());
    expect(part.out).not.toContain('line 5');
  });
});
