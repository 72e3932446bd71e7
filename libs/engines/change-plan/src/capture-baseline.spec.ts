import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { compareFile, compileRules } from '@archivesmp/drift';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureBaseline, type CaptureChoice } from './capture-baseline.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const DEV: FleetInstance = { name: 'DEV01', host: 'ovh', platform: 'paper', tags: ['dev'], aliases: [] };
const SMP: FleetInstance = { name: 'SMP101', host: 'ovh', platform: 'paper', tags: [], aliases: [] };
const DEVIATIONS = `
deviations: {Kits: {config.yml: {mode: {DEV01: testing}}}}
documented:
  - {plugin: Kits, file: config.yml, key: gone, for: "instance:DEV01", absent: true, reason: not on DEV01}
variables: {PORT: {everywhere: 25565, "instance:DEV01": 25570}, DB_PASSWORD: {everywhere: "s3cret-of-all"}}
`;

const { document, errors } = parseDeviations(bytes(DEVIATIONS));
if (document === undefined) throw new Error(JSON.stringify(errors));
const DOCUMENT = document;

function capture(
  live: string,
  baseline?: string,
  { decisions = [], file = 'config.yml' }: { decisions?: readonly CaptureChoice[]; file?: string } = {},
) {
  const compile = (text: string | undefined) =>
    compileDesiredState({
      baselines: text === undefined ? [] : [{ plugin: 'Kits', path: file, bytes: bytes(text) }],
      deviations: DOCUMENT,
      fleet: [DEV, SMP],
      now: '2026-01-01T00:00:00.000Z',
    });
  const desired = compile(baseline);
  const rules = compileRules(desired.document);
  const captured = captureBaseline({
    desired,
    rules,
    instance: desired.fleet[0]!,
    plugin: 'Kits',
    file,
    live: bytes(live),
    decisions,
  });
  const text = captured.state === 'captured' ? new TextDecoder().decode(captured.bytes) : undefined;
  const driftOf = (instance: FleetInstance, content: string) =>
    compareFile(
      compile(text).plugins.get('Kits')!.get(file)!,
      { plugin: 'Kits', path: file, state: 'readable', bytes: bytes(content) },
      { instance, rules, secrets: {} },
    ).findings.filter(({ status }) => status === 'drift');
  return { captured, text, driftOf };
}

describe('making a baseline of what an instance has', () => {
  it('takes values with the comments and bytes of the live file', () => {
    const live = '# written by us\r\nspeed: 7   # faster\r\nnew: [a, b]\r\n';
    expect(capture(live, 'speed: 5\n').text).toBe(live);
    expect(capture(live).text).toBe(live);
  });

  it('keeps variables and documented values as the baseline has them, and says nothing when they are as they should be', () => {
    const { text, captured } = capture(
      'port: 25570\nmode: testing\nspeed: 7\n',
      'port: {{PORT}}\nmode: normal\nspeed: 5\ngone: here\n',
    );
    expect(text).toBe('port: {{PORT}}\nmode: normal\nspeed: 7\ngone: here\n');
    expect(captured).toMatchObject({ withheld: [] });
    expect(capture('port: 4711\n', 'port: {{PORT}}\n').captured).toMatchObject({
      withheld: [{ path: ['port'], because: 'variable', instead: 'baseline' }],
    });
  });

  it('takes what looks per server only when a person decided so', () => {
    const live = 'server-name: DEV01\nspeed: 7\n';
    const first = capture(live, 'server-name: lobby\nspeed: 5\n');
    expect(first.text).toBe('server-name: lobby\nspeed: 7\n');
    expect(first.captured).toMatchObject({
      withheld: [{ path: ['server-name'], because: 'per_server', look: 'instance_name' }],
    });
    const without = capture(live);
    expect(without.text).toBe('speed: 7\n');
    expect(without.captured).toMatchObject({ withheld: [{ path: ['server-name'], instead: 'left_out' }] });
    const decisions = [{ path: ['server-name'] }];
    expect(capture(live, 'server-name: lobby\nspeed: 5\n', { decisions }).text).toBe(live);
    expect(
      capture('port: 4711\n', 'a: 1\n', { decisions: [{ path: ['port'], variable: 'PORT' }] }).text,
    ).toBe('port: {{PORT}}\n');
  });

  it.each([
    'server:\n  name: DEV01\nspeed: 7\n',
    'server: {name: DEV01}\n',
    'server:\n  # ours\n  name: DEV01\n\nspeed: 7\n',
    'server-name: DEV01\n',
    'a:\n  b:\n    server-id: 7\n  c: 1\n',
  ])('leaves only extra keys behind where it leaves something out: %j', (live) => {
    const { captured, driftOf } = capture(live);
    const open = captured.withheld.map(({ path }) => path);
    expect(open).toHaveLength(1);
    for (const { kind, path } of driftOf(DEV, `mode: testing\n${live}`))
      expect([kind, path]).toEqual(['extra_key', open[0]!.slice(0, path.length)]);
  });

  it('never takes a secret: it stays as it is in the baseline, becomes a variable, or the file is refused', () => {
    const live = 'db:\n  user: mc\n  password: "hunter2-is-live"\n';
    expect(capture(live, 'db:\n  user: old\n  password: "{{DB_PASSWORD}}"\n').text).toBe(
      'db:\n  user: mc\n  password: "{{DB_PASSWORD}}"\n',
    );
    const plain = live.replaceAll('"', '');
    expect(capture(plain, 'db: {user: old, password: "{{DB_PASSWORD}}"}\n').text).toBe(
      'db:\n  user: mc\n  password: "{{DB_PASSWORD}}"\n',
    );
    const capturedAgain = capture(live, 'db:\n  user: old\n  password: "old-one"\n');
    expect(capturedAgain.text).toBe('db:\n  user: mc\n  password: "old-one"\n');
    expect(capturedAgain.captured).toMatchObject({
      withheld: [{ path: ['db', 'password'], because: 'secret', instead: 'baseline' }],
    });
    const users = capture('users: [{name: a, password: hunter2}]\n', 'users: []\n').text;
    expect(users).toBe('users: []\n');
    const { captured } = capture(live, 'db:\n  user: old\n');
    expect(captured).toMatchObject({ state: 'refused', undecided: [['db', 'password']] });
    expect(JSON.stringify(captured)).not.toContain('hunter2');
    expect(capture('password: hunter2\ntoken: hunter3\n', undefined).captured).toMatchObject({
      reason: expect.stringMatching(/^password, token: what is secret, /) as string,
    });
    expect(capture('password: hunter2\n', 'password: !!binary aGk=\n').captured).toMatchObject({
      state: 'refused',
      undecided: [['password']],
    });
    const decisions = [{ path: ['db', 'password'], variable: 'DB_PASSWORD' }];
    const replaced = capture(live, 'db:\n  user: old\n', { decisions });
    expect(replaced.text).toBe('db:\n  user: mc\n  password: "{{DB_PASSWORD}}"\n');
    expect(capture(live, undefined, { decisions: [{ path: ['db', 'password'] }] }).captured.state).toBe(
      'refused',
    );
  });

  it.each([
    ['a comment', 'speed: 7\n# password: hunter2-is-live\n', 'speed: 5\n', 'config.yml'],
    ['a text without keys', 'the password is hunter2-is-live\n', 'hello\n', 'motd.txt'],
    ['an overridden entry', 'password: hunter2-is-live\npassword: ""\n', 'password: ""\n', 'config.yml'],
  ])('finds a secret in %s', (_where, live, baseline, file) => {
    const { captured } = capture(live, baseline, { file });
    expect(captured).toMatchObject({ state: 'refused', reason: expect.stringContaining('secret') });
    expect(JSON.stringify(captured)).not.toContain('hunter2');
  });

  it.each([
    ['broken: [', 'a: 1\n', {}, 'cannot be read'],
    ['a: 1\n', 'a: 2\n', { decisions: [{ path: ['b'] }] }, 'b is not in the file'],
    ['a: 1\n', 'a: 2\n', { decisions: [{ path: ['a'], variable: 'NOPE' }] }, 'no variable NOPE'],
    ['hello\n', 'hello {{PORT}}\n', { file: 'motd.txt' }, 'would be lost'],
    ['{"port": 1}', '{"port": {{PORT}}}', { file: 'config.json' }, 'change it by hand'],
  ])('refuses %j with a reason', (live, baseline, options, reason) => {
    expect(capture(live, baseline, options).captured).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining(reason),
    });
  });

  it('is refused where the new baseline would ask for something else than what is there', () => {
    const { captured } = capture('{{PORT}}: text\n', 'a: 1\n');
    expect(captured).toMatchObject({
      state: 'refused',
      reason: expect.stringMatching(/^\{\{PORT\}\} could not be taken as it is: /) as string,
      withheld: [],
      undecided: [],
    });
  });

  it('keeps texts that are written like an escaped variable, as many backslashes as they have', () => {
    for (const lead of ['', '\\', '\\\\', '\\\\\\']) {
      const live = `use ${lead}{{PORT}} here\n`;
      const { text, driftOf } = capture(live, 'hello\n', { file: 'motd.txt' });
      expect(text, live).toContain('{{PORT}}');
      expect(driftOf(DEV, live), live).toEqual([]);
      expect(driftOf(DEV, live.replace('{{PORT}}', '25570')), live).not.toEqual([]);
    }
  });

  it('keeps bytes that are no UTF-8 as they are, with variables and without', () => {
    const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
    const made = (live: string, baseline: string, file: string): string => {
      const desired = compileDesiredState({
        baselines: [{ plugin: 'Kits', path: file, bytes: latin1(baseline) }],
        deviations: DOCUMENT,
        fleet: [DEV, SMP],
        now: '2026-01-01T00:00:00.000Z',
      });
      const captured = captureBaseline({
        desired,
        rules: compileRules(desired.document),
        instance: desired.fleet[0]!,
        plugin: 'Kits',
        file,
        live: latin1(live),
        decisions: [],
      });
      return captured.state === 'captured' ? Buffer.from(captured.bytes).toString('latin1') : captured.reason;
    };
    expect(made('# gr\u00fcn\nport=25570\na=2\n', 'port={{PORT}}\na=1\n', 'c.properties')).toBe(
      '# gr\u00fcn\nport={{PORT}}\na=2\n',
    );
    expect(made('gr\u00fcn\n', 'rot\n', 'motd.txt')).toBe('gr\u00fcn\n');
  });

  it('what is written like a variable on the instance stays those very characters', () => {
    const live = 'motd: "use {{PORT}} here"\n';
    const { text, driftOf } = capture(live, 'motd: hello\n', { file: 'lang.yml' });
    expect(text).toContain('\\{{PORT}}');
    expect(driftOf(DEV, live)).toEqual([]);
  });

  it('asks of the instance exactly what it has, but for what was withheld', () => {
    const values = fc.oneof(
      fc.integer({ min: -99, max: 99 }).map(String),
      fc.constantFrom('true', '"text"', '[1, 2]', '25570', '{{PORT}}', '"{{DB_PASSWORD}}"', 'DEV01'),
    );
    const keys = fc.constantFrom('a', 'b', 'mode', 'gone', 'port', 'password', 'server-name', 'list');
    const files = fc.dictionary(keys, values, { minKeys: 1, noNullPrototype: true });
    const textOf = (tree: Record<string, string>): string =>
      Object.entries(tree)
        .map(([key, value]) => `${key}: ${value}\n`)
        .join('');
    let captures = 0;
    fc.assert(
      fc.property(files, files, (baseline, live) => {
        const there = textOf(live).replaceAll('{{PORT}}', '25570').replaceAll('{{DB_PASSWORD}}', 'of-dev');
        const { captured, text, driftOf } = capture(there, textOf(baseline));
        expect(text ?? '').not.toContain('password: "of-dev"');
        if (captured.state !== 'captured') return;
        captures += 1;
        const withheld = new Set([...captured.withheld.map(({ path }) => path[0]), 'mode', 'gone']);
        for (const { path } of driftOf(DEV, there)) expect(withheld).toContain(path[0]);
      }),
      { numRuns: 400 },
    );
    expect(captures).toBeGreaterThan(150);
  });
});
