import { describe, expect, it } from 'vitest';
import { plainOf } from './config-tree.js';
import { parseDeviations } from './parse-deviations.js';

const parse = (text: string) => parseDeviations(new TextEncoder().encode(text));

describe('deviations.yml', () => {
  it('may be empty', () => {
    expect(parse('').document?.deviations).toEqual([]);
    expect(parse('# nothing yet\n').errors).toBeUndefined();
  });

  it('is read in its short form', () => {
    const { document } = parse(`
deviations:
  CMI:
    config.yml:
      ReSpawn.Enabled: {BENT01: false, "host:ovh": true}
absent_plugins: {BENT01: [Citizens]}
no_desired_state: [Plan]
unmanaged: ['*/userdata/**']
`);
    const [first, second] = document!.deviations;
    expect(first).toMatchObject({ plugin: 'CMI', file: 'config.yml', key: 'ReSpawn.Enabled', line: 5 });
    expect([first!.scope.name, plainOf(first!.value!)]).toEqual(['BENT01', false]);
    expect(second!.scope).toEqual({ kind: 'host', name: 'ovh', priority: 0 });
    expect(document!.absentPlugins.get('BENT01')).toEqual(new Set(['Citizens']));
    expect(document!.noDesiredState).toEqual(new Set(['Plan']));
    expect(document!.unmanaged).toEqual(['*/userdata/**']);
  });

  it('is read in its long form, with reason, owner and expiry', () => {
    const { document } = parse(`
tags: {event: {priority: 20, instances: [BENT01]}}
documented:
  - {plugin: CMI, file: config.yml, key: a.b, for: "tag:event", value: 1, reason: summer, owner: Ada, expires: 2027-01-31, enforcement: required}
`);
    expect(document!.deviations).toMatchObject([
      {
        reason: 'summer',
        owner: 'Ada',
        expires: expect.stringMatching(/^2027-01-31/),
        enforcement: 'required',
        scope: { priority: 20 },
      },
    ]);
  });

  it.each([
    ['typo: 1', 'is not known here'],
    ['documented: [{plugin: P, file: f, key: k, for: "tag:none", value: 1}]', 'does not declare'],
    ['documented: [{plugin: P, file: f, key: k, for: nowhere, value: 1}]', 'must be everywhere'],
    ['documented: [{plugin: P, file: f, key: k, for: everywhere}]', 'is missing'],
    ['documented: [{plugin: P, file: f, key: k, for: everywhere, value: 1, expires: soon}]', 'is no time'],
    ['ignore: [{plugin: P}]', 'says why'],
    ['unique: [{plugin: P}]', 'would mean nothing'],
    ['variables: {port: 1}', 'is no name for a variable'],
    ['deviations: [1]', 'must be a map'],
    ['a: "', 'cannot be read'],
    ['tags: {}\ntags: {}', 'tags'],
  ])('names the mistake in %s', (text, message) => {
    const { document, errors } = parse(text);
    expect(document).toBeUndefined();
    expect(errors!.map((mistake) => `${mistake.field} ${mistake.message}`).join('\n')).toContain(message);
    expect(errors!.every(({ line }) => line >= 1)).toBe(true);
  });

  it('never repeats a value, which may be a secret', () => {
    const { errors } = parse(
      'documented: [{plugin: P, file: f, key: k, for: hunter2, value: hunter2, owner: {hunter2: 1}}]',
    );
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  });
});

it('reads kept files and partly described plugins, and names what is wrong with them', () => {
  const parse = (text: string) => parseDeviations(new TextEncoder().encode(text));
  const sound = parse(
    'partly_described: [CMI]\nkept_files:\n- {plugin: P, file: "w/*.yml", as: extra, for: everywhere, reason: why, owner: Ada, expires: 2027-01-31}\n- {plugin: Q, as: missing, for: "host:ovh", reason: why}\n',
  ).document!;
  expect([...sound.partlyDescribed]).toEqual(['CMI']);
  expect(sound.keptFiles).toMatchObject([
    {
      plugin: 'P',
      file: 'w/*.yml',
      as: 'extra',
      scope: { kind: 'universal' },
      owner: 'Ada',
      expires: '2027-01-31T00:00:00Z',
      line: 3,
    },
    { plugin: 'Q', as: 'missing', scope: { kind: 'host', name: 'ovh' }, line: 4 },
  ]);
  expect(sound.keptFiles[1]).not.toHaveProperty('file');
  const wrong = (entry: string): string[] =>
    parse(`kept_files:\n- ${entry}\n`).errors?.map(({ field }) => field) ?? [];
  expect(wrong('{plugin: P, file: a.yml, for: everywhere, reason: why}')).toEqual(['kept_files[0].as']);
  expect(wrong('{plugin: P, file: a.yml, as: extra, for: nowhere, reason: why}')).toEqual([
    'kept_files[0].for',
  ]);
  expect(wrong('{plugin: P, file: a.yml, as: extra, for: everywhere}')).toEqual(['kept_files[0].reason']);
  expect(wrong('{plugin: P, as: own, for: everywhere, reason: why}')).toEqual(['kept_files[0].as']);
});

describe('a document of nothing but mistakes', () => {
  const MANY = 20_000;
  const lines = (line: (index: number) => string): Uint8Array =>
    new TextEncoder().encode(Array.from({ length: MANY }, (_, index) => line(index)).join('\n'));
  it.each([
    ['unknown sections', lines((index) => `k${index}: 1`), MANY],
    [
      'unknown fields of rules',
      lines((index) => `${index === 0 ? 'ignore:\n' : ''}- {k${index}: 1, reason: why}`),
      MANY,
    ],
    [
      'rules without anything',
      lines((index) => `${index === 0 ? 'documented:\n' : ''}- {k${index}: 1}`),
      undefined,
    ],
  ])('is told in bounded words: %s', (_what, bytes, count) => {
    const parsed = parseDeviations(bytes);
    expect(parsed.errors).toHaveLength(100);
    if (count === undefined) expect(parsed.count).toBeGreaterThanOrEqual(MANY);
    else expect(parsed.count).toBe(count);
    expect(JSON.stringify(parsed).length).toBeLessThan(100_000);
  });
});
