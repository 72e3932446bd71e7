import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-scan-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes files below the root: `B/` stands for a baseline, `I/` for an instance's plugins. */
function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name.replace(/^(\w+)@(\w+)\//, 'instances/$2/$1/Minecraft/plugins/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

async function scan(...more: string[]) {
  const terminal = collectingTerminal();
  const folders = ['--baselines', path.join(root, 'baselines'), '--instances', path.join(root, 'instances')];
  const exitCode = await runAsmp(['scan', ...folders, '--workers', '1', ...more], terminal);
  return { exitCode, out: terminal.printed.join('\n'), messages: terminal.messages.join('\n') };
}

interface Scanned {
  readonly findings: Record<string, unknown>[];
  readonly outliers: Record<string, unknown>[];
  readonly counts: Record<string, unknown>;
}

async function json(...more: string[]) {
  const { exitCode, out, messages } = await scan('--json', ...more);
  const document = JSON.parse(out) as Scanned;
  const shown = document.findings.map(
    ({ instance, plugin, file, key, kind, status }) =>
      `${String(instance)} ${String(plugin)}/${String(file)} ${String(key)} ${String(kind)} ${String(status)}`,
  );
  return { ...document, exitCode, messages, shown };
}

const PLUGIN = { 'baselines/CMI/config.yml': 'a:\n  b: 1\nc: true\n' };
const deviations = (text: string): [string, string] => {
  write({ 'deviations.yml': text });
  return ['--deviations', path.join(root, 'deviations.yml')];
};

describe('asmp scan', () => {
  it('says 0 and nothing when everything is as it should be', async () => {
    write({
      ...PLUGIN,
      'A01@ovh/CMI/config.yml': "# note\nc: yes\na: {'b': 1}",
    });
    const { exitCode, findings, outliers, counts } = await json();
    expect({ exitCode, findings, outliers }).toEqual({ exitCode: 0, findings: [], outliers: [] });
    expect(counts).toMatchObject({ instances: 1, plugins: 1, files: 1, cosmetic: 1, drift: 0 });
  });

  it('says 2 and names each difference with the fields that programs read', async () => {
    write({ ...PLUGIN, 'A01@ovh/CMI/config.yml': 'a:\n  b: 2\nc: true\n' });
    const { exitCode, findings } = await json();
    expect(exitCode).toBe(2);
    expect(findings).toEqual([
      {
        host: 'ovh',
        instance: 'A01',
        plugin: 'CMI',
        file: 'config.yml',
        path: ['a', 'b'],
        key: 'a.b',
        kind: 'wrong_value',
        status: 'drift',
        severity: 'medium',
        expected: 1,
        actual: 2,
        decidedBy: { scope: 'baseline' },
        priority: 200,
        reason: expect.any(String),
      },
    ]);
  });

  it('finds what is missing, extra, not understood or not installed', async () => {
    write({
      ...PLUGIN,
      'baselines/CMI/lang/en.yml': 'hello: x\n',
      'A01@ovh/CMI/config.yml': 'a: "open',
      'A01@ovh/CMI/lang/zz_copy.yml': 'x: 1',
      'A01@ovh/CMI/notes.dat': 'data of the plugin',
      'A02@ovh/Other/config.yml': 'x: 1',
    });
    expect((await json()).shown).toEqual([
      'A01 CMI/config.yml  not_understood drift',
      'A01 CMI/lang/en.yml  missing_file drift',
      'A01 CMI/lang/zz_copy.yml  extra_file drift',
      'A02 CMI/null  missing_plugin drift',
    ]);
  });

  it('names the folder that differs in case only where a plugin is missing', async () => {
    write({ ...PLUGIN, 'A01@ovh/cmi/config.yml': 'a: 1', 'A02@ovh/CMIx/config.yml': 'a: 1' });
    const { findings } = await json();
    const missing = findings.filter(({ kind }) => kind === 'missing_plugin');
    expect(missing.map(({ instance, reason }) => [instance, reason])).toEqual([
      ['A01', expect.stringContaining('not installed here under this name, but as cmi;')],
      ['A02', expect.stringContaining('not installed here; if that is intended')],
    ]);
  });

  it('follows no links and is held up by no pipe', async () => {
    write({ ...PLUGIN, 'baselines/CMI/b.yml': 'x: 1', 'secret.yml': 'x: 1', 'A01@ovh/CMI/c.dat': '' });
    const folder = path.join(root, 'instances/ovh/A01/Minecraft/plugins/CMI');
    symlinkSync(path.join(root, 'secret.yml'), path.join(folder, 'b.yml'));
    execFileSync('mkfifo', [path.join(folder, 'config.yml')]);
    const { findings } = await json();
    expect(findings.map(({ file, kind }) => [file, kind])).toEqual([
      ['b.yml', 'unreadable'],
      ['config.yml', 'unreadable'],
    ]);
    expect(findings.map(({ reason }) => String(reason)).join()).toMatch(/symbolic link.*neither a file/);
  });

  it('respects deviations, absent plugins and unmanaged files', async () => {
    write({
      ...PLUGIN,
      'A01@ovh/CMI/config.yml': 'a:\n  b: 2\nc: true\n',
      'A01@ovh/CMI/userdata/x.yml': 'x: 1',
      'A02@ovh/Other/config.yml': 'x: 1',
    });
    const text = `deviations: {CMI: {config.yml: {a.b: {A01: 2}}}}
absent_plugins: {A02: [CMI]}
unmanaged: ['*/userdata/**']`;
    const { exitCode, shown } = await json(...deviations(text));
    expect([exitCode, shown]).toEqual([0, ['A01 CMI/config.yml a.b wrong_value documented']]);
  });

  it('leaves data alone that plugins write, as extra files and as odd ones, unless the document says otherwise', async () => {
    const names = ['A', 'B', 'C', 'D'];
    const files = names.flatMap((name) => [
      [`${name}@ovh/CMI/config.yml`, 'a:\n  b: 1\nc: true\n'],
      [`${name}@ovh/CMI/data.yml`, 'x: 1\n'],
      [`${name}@ovh/Plan/data.yml`, `x: ${name === 'C' ? 2 : 1}\n`],
    ]);
    write({ ...PLUGIN, ...(Object.fromEntries(files) as Record<string, string>) });
    expect(await json()).toMatchObject({ exitCode: 0, shown: [], outliers: [] });
    const messages = deviations('data_files: [{file: "*/data.yml", data: false, reason: we edit it}]');
    const { shown, outliers } = await json(...messages);
    expect(shown).toEqual(names.map((name) => `${name} CMI/data.yml  extra_file drift`));
    expect(outliers).toHaveLength(1);
  });

  it('finds the odd one out where there is no baseline', async () => {
    const files = ['A', 'B', 'C', 'D'].map((name) => [
      `${name}@ovh/Plan/config.yml`,
      `x: ${name === 'C' ? 2 : 1}\n`,
    ]);
    write({ ...PLUGIN, ...(Object.fromEntries(files) as Record<string, string>) });
    const { outliers } = await json(
      ...deviations('no_desired_state: [Plan]\nabsent_plugins: {A: [CMI], B: [CMI], C: [CMI], D: [CMI]}'),
    );
    expect(outliers).toMatchObject([
      { instance: 'C', plugin: 'Plan', file: 'config.yml', key: 'x', value: 2, majority: 1, agree: 3, of: 4 },
    ]);
  });

  it('counts odd values by plugin, and lists them on request', async () => {
    const other = Array.from({ length: 12 }, (_, index) => `k${index}: 2\n`).join('');
    const files = ['A', 'B', 'C', 'D'].flatMap((name) => [
      [`${name}@ovh/Plan/config.yml`, `x: ${name === 'C' ? 2 : 1}\ny: ${name === 'D' ? 2 : 1}\n`],
      [`${name}@ovh/TAB/config.yml`, name === 'A' ? other : other.replaceAll('2\n', '1\n')],
    ]);
    write({ 'baselines/CMI/a.yml': 'a: 1', ...(Object.fromEntries(files) as Record<string, string>) });
    const messages = deviations('absent_plugins: {A: [CMI], B: [CMI], C: [CMI], D: [CMI]}');
    const { out } = await scan(...messages);
    expect(out).toMatch(/Odd ones out[^\n]*\n {2}Plan 2, TAB 1\n {2}--outliers lists them\n/);
    expect(out).toContain('3 odd ones out');
    const { out: listed } = await scan(...messages, '--outliers');
    expect(listed).toContain('ovh / C / Plan / config.yml  x\n      has 2, 3 of 4 have 1');
    expect(listed).toMatch(/ovh \/ A \/ TAB \/ config.yml +\n +"12 keys differ", 3 of 4 agree/);
  });

  it('looks at the files of the server itself, and at nothing else beside them', async () => {
    write({
      ...PLUGIN,
      'baselines/_server/server.properties': 'pvp=true\n',
      'A01@ovh/CMI/config.yml': 'a: {b: 1}\nc: true',
    });
    writeFileSync(path.join(root, 'instances/ovh/A01/Minecraft/server.properties'), '#now\npvp=false\n');
    writeFileSync(path.join(root, 'instances/ovh/A01/Minecraft/usercache.json'), '[]');
    expect((await json()).shown).toEqual(['A01 _server/server.properties pvp wrong_value drift']);
  });

  it('tells two instances of one name apart by their hosts; the plain name means both', async () => {
    const other = 'a:\n  b: 2\nc: true\n';
    write({
      ...PLUGIN,
      'A01@ovh/CMI/config.yml': other,
      'A01@home/CMI/config.yml': other,
      'B01@ovh/CMI/config.yml': other,
    });
    const drift = (name: string) => `${name} CMI/config.yml a.b wrong_value drift`;
    expect((await json()).shown).toEqual([drift('A01@home'), drift('A01@ovh'), drift('B01')]);
    expect((await json('--instance', 'A01')).shown).toEqual([drift('A01@home'), drift('A01@ovh')]);
    expect((await json('--instance', 'A01@ovh')).shown).toEqual([drift('A01@ovh')]);
    const both = deviations('deviations: {CMI: {config.yml: {a.b: {A01: 2}}}}');
    expect((await json(...both)).shown).toContain(drift('B01'));
    expect((await json(...both)).shown).not.toContain(drift('A01@ovh'));
    const one = deviations('deviations: {CMI: {config.yml: {a.b: {A01@ovh: 2}}}}');
    expect((await json(...one)).shown).toContain(drift('A01@home'));
    const explain = async (instance: string) => {
      const terminal = collectingTerminal();
      const folders = [
        '--baselines',
        path.join(root, 'baselines'),
        '--instances',
        path.join(root, 'instances'),
      ];
      const code = await runAsmp(
        ['explain', 'CMI/config.yml', 'a.b', instance, ...folders, ...one],
        terminal,
      );
      return [code, terminal.printed.join(' ') + terminal.messages.join(' ')];
    };
    expect(await explain('A01')).toEqual([1, expect.stringContaining('A01@home, A01@ovh')]);
    expect(await explain('A01@ovh')).toEqual([0, expect.stringContaining('(host ovh)')]);
  });

  it('shows what nobody can judge as such, with the reason, and never as in order', async () => {
    write({ 'baselines/P/a.yml': 'a: "{{CUR}}"\nb: 1\n', 'A01@ovh/P/a.yml': 'a: x\nb: 1\n' });
    const open = deviations('variables: {CUR: {"instance:OTHER": y}}');
    const { shown, counts } = await json(...open);
    expect(shown).toEqual(['A01 P/a.yml a wrong_value not_judged']);
    expect(counts).toMatchObject({
      drift: 0,
      documented: 0,
      notJudgedKeys: 1,
      partlyJudged: 1,
      equal: 0,
      cosmetic: 0,
    });
    const { out } = await scan(...open);
    expect(out).toContain('Not judged');
    expect(out).toContain('{{CUR}} has no value');
    expect(out).toMatch(/0 drifted, 0 documented, 1 key not judged/);
  });

  it('narrows to one plugin and one instance', async () => {
    write({
      ...PLUGIN,
      'baselines/TAB/config.yml': 'x: 1',
      ...Object.fromEntries(
        ['A01@ovh', 'A02@ovh'].flatMap((folder) => [
          [`${folder}/CMI/config.yml`, 'a: 1'],
          [`${folder}/TAB/config.yml`, 'x: 2'],
        ]),
      ),
    });
    const { shown } = await json('--plugin', 'TAB', '--instance', 'A02');
    expect(shown).toEqual(['A02 TAB/config.yml x wrong_value drift']);
  });

  it('says 1 with a clear sentence when it cannot be done', async () => {
    write({ ...PLUGIN, 'A01@ovh/CMI/config.yml': 'a: 1' });
    for (const [args, message] of [
      [['--plugin', 'Nope'], /plugin called Nope/],
      [['--instance', 'Nope'], /there are A01/],
      [['--deviations', path.join(root, 'nope.yml')], /nope\.yml \(--deviations\)/],
      [['--workers', '0'], /from 1 to 64/],
      [deviations('documented: [{plugin: 1}]'), /mistakes/],
    ] as const) {
      expect(await scan(...args)).toMatchObject({ exitCode: 1, messages: expect.stringMatching(message) });
    }
    rmSync(path.join(root, 'instances'), { recursive: true });
    expect(await scan()).toMatchObject({ exitCode: 1, messages: expect.stringContaining('instances') });
  });

  it('says 1 when scopes of equal rank disagree, or a variable has no value', async () => {
    write({ ...PLUGIN, 'A01@ovh/CMI/config.yml': 'a: {b: 1}\nc: true' });
    const fight =
      'tags: {x: {instances: [A01]}, y: {instances: [A01]}}\ndeviations: {CMI: {config.yml: {c: {"tag:x": 1, "tag:y": 2}}}}';
    expect(await scan(...deviations(fight))).toMatchObject({
      exitCode: 1,
      messages: expect.stringMatching(/equal rank.*higher priority/),
    });
    write({ 'baselines/CMI/config.yml': 'a: {b: "{{NAME}}"}\nc: true' });
    expect(await scan(...deviations('variables: {NAME: {"host:other": x}, IDLE: 1}'))).toMatchObject({
      exitCode: 1,
      messages: expect.stringMatching(
        /mentions {{NAME}}, and no scope[^]* On A01\.[^]*IDLE is declared in deviations.yml and mentioned nowhere/,
      ),
    });
  });

  it('says 2 when a rule over the fleet is broken, and shows no secret', async () => {
    const config = 'port: 1\npassword: hunter2\n';
    write({
      'baselines/CMI/config.yml': config,
      'A01@ovh/CMI/config.yml': config,
      'A02@ovh/CMI/config.yml': config,
    });
    const { exitCode, messages } = await json(
      ...deviations('unique: [{plugin: CMI, key: port, reason: one each}, {key: password}]'),
    );
    expect(exitCode).toBe(2);
    expect(messages).toMatch(/port must be unique and is not \(one each\): A01 .*; A02 /);
    expect(messages).not.toContain('hunter');
  });

  it('shows people a matrix, then the findings, without colours or control characters in a pipe', async () => {
    write({
      ...PLUGIN,
      'A01@ovh/CMI/config.yml': 'a:\n  b: "\\e[31m"\nc: true\n',
      'A02@ovh/CMI/config.yml': 'a: {b: 1}\nc: true',
    });
    const { exitCode, out } = await scan();
    expect(exitCode).toBe(2);
    expect(out).toMatch(/plugin\s+A01\s+A02\n/);
    expect(out).toMatch(/CMI\s+1\s+/);
    expect(out).toMatch(/\n\s+on +ovh \/ A01\n/);
    expect(out).toMatch(/type_change +medium +config.yml {2}a.b\n/);
    expect(out).toMatch(/should be 1\n\s+is\s+"/);
    expect(out).not.toContain('\u001b');
  });

  it('shows people alike findings of several instances once', async () => {
    write({
      ...PLUGIN,
      'A01@ovh/CMI/config.yml': 'a: {b: 2}\nc: true\n',
      'A02@ovh/CMI/config.yml': 'a: {b: 3}\nc: true\n',
      'A03@hetzner/CMI/config.yml': 'a: {b: 2}\nc: true\n',
    });
    const { out } = await scan();
    expect(out.match(/config\.yml {2}a\.b/g)).toHaveLength(2);
    expect(out).toMatch(/is +2\n\s+on +2 instances: hetzner \/ A03, ovh \/ A01\n/);
    expect((await json()).findings).toHaveLength(3);
  });
});
