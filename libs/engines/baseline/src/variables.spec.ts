import { leavesOf } from '@archivesmp/config-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDesiredState } from './desired-state.js';
import { parseDeviations } from './parse-deviations.js';
import type { FleetInstance } from '@archivesmp/fleet';
import { templateMistake } from './template.js';
import { referencedNames, fillVariables } from './variables.js';

const leavesIn = (root: Parameters<typeof leavesOf>[0]) => [...leavesOf(root)];
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
const DECLARED = new Set(['PORT', 'NAME']);
const VALUES = new Map([['PORT', '25565']]);

describe('variables', () => {
  it('replace declared names only', () => {
    const filled = fillVariables('{{PORT}} {{NAME}} {{OTHER}}', DECLARED, VALUES);
    expect(filled).toEqual({
      text: '25565 {{NAME}} {{OTHER}}',
      missing: ['NAME'],
      used: ['PORT'],
      isChanged: true,
    });
  });

  it.each([
    '%papi%',
    '%player_name%',
    '${PORT}',
    '{player}',
    '{PORT}',
    '{{port}}',
    '{{ PORT }}',
    '{{{x}}}',
    '{0}',
  ])('leave %s to the plugins', (own) => {
    expect(fillVariables(own, DECLARED, VALUES)).toMatchObject({
      text: own,
      used: [],
      missing: [],
      isChanged: false,
    });
  });

  it('can be escaped', () => {
    expect(fillVariables('\\{{PORT}} \\{{OTHER}}', DECLARED, VALUES).text).toBe('{{PORT}} \\{{OTHER}}');
    expect(referencedNames('\\{{PORT}} {{NAME}}')).toEqual(['NAME']);
  });

  it('come out of any text as they went in when they are escaped', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('{{PORT}}', '%x%', '${y}', '{{', '}}', '\\'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const source = pieces.join('');
        expect(fillVariables(source, new Set(), VALUES).text).toBe(source);
        const escaped = source.replaceAll('{{PORT}}', '\\{{PORT}}');
        expect(fillVariables(escaped, DECLARED, VALUES).text).toBe(source);
      }),
    );
  });
});

const FLEET: FleetInstance[] = ['BENT01', 'HUB01'].map((name) => ({
  name,
  host: 'ovh',
  platform: 'paper',
  tags: [],
}));

function state(document: string, files: Record<string, string | Uint8Array>) {
  const parsed = parseDeviations(bytes(document));
  expect(parsed.errors).toBeUndefined();
  const baselines = Object.entries(files).map(([path, content]) => ({
    plugin: 'P',
    path,
    bytes: typeof content === 'string' ? bytes(content) : content,
  }));
  return compileDesiredState({ baselines, deviations: parsed.document!, fleet: FLEET, now: '2026-01-01' });
}

describe('a baseline with variables', () => {
  it('takes the value of the narrowest scope, or from the instance itself', () => {
    const of = state(
      'variables: {PORT: {everywhere: 1, "instance:HUB01": 2}, NAME: {from: instance}, HOST: {from: host}}',
      { 'a.yml': 'port: {{PORT}}\nprefix: co_{{NAME}}_\nat: "{{HOST}}"\n' },
    );
    const [bent, hub] = of.fleet.map((one) => text(of.plugins.get('P')!.get('a.yml')!.on(one).bytes));
    expect(bent).toBe('port: 1\nprefix: co_BENT01_\nat: "ovh"\n');
    expect(hub).toBe('port: 2\nprefix: co_HUB01_\nat: "ovh"\n');
  });

  it('keeps every byte that is no variable, in latin-1, too', () => {
    const latin1 = Uint8Array.from([...bytes('a: '), 0xe4, 0x80, 0x0d, 0x0a, ...bytes('b: {{PORT}}')]);
    const of = state('variables: {PORT: 7}', { 'a.yml': latin1 });
    const expected = Uint8Array.from([...latin1.subarray(0, 7), ...bytes('b: 7')]);
    expect(of.plugins.get('P')!.get('a.yml')!.on(of.fleet[0]!).bytes).toEqual(expected);
  });

  it('is plain when it only mentions names of the plugin', () => {
    const of = state('variables: {PORT: 7}', { 'a.yml': 'a: "{{player}} {{OTHER}}"\n' });
    const file = of.plugins.get('P')!.get('a.yml')!;
    expect(file.isPlainFor(of.fleet[0]!)).toBe(true);
    expect(file.hasVariables).toBe(false);
  });

  it('is put into a text that holds digits of every kind already', () => {
    const digits = ['09162735400', '09162735401', '809162735400'].map((one) => `"${one}"`).join(', ');
    const of = state('variables: {PORT: 7}', { 'a.json': `{"x": [${digits}], "port": {{PORT}}}` });
    const { bytes: made, undecided } = of.plugins.get('P')!.get('a.json')!.on(of.fleet[0]!);
    expect(undecided).toEqual([]);
    expect(JSON.parse(text(made))).toEqual({ x: JSON.parse(`[${digits}]`), port: 7 });
  });

  it('has each variable where it stands, and each escaped name where that stands, in any number', () => {
    const names = Array.from({ length: 6 }, (_, index) => `V${index}`);
    const locations = fc.array(fc.tuple(fc.constantFrom(...names), fc.boolean()), { maxLength: 12 });
    const document = `variables: {${names.map((name) => `${name}: of-${name}`).join(', ')}}`;
    fc.assert(
      fc.property(locations, (all) => {
        const content = all
          .map(([name, isEscaped], index) => `k${index}: ${isEscaped ? '\\' : ''}{{${name}}}\n`)
          .join('');
        const of = state(document, { 'a.properties': content });
        const on = of.plugins.get('P')!.get('a.properties')!.on(of.fleet[0]!);
        expect(text(on.bytes)).toBe(
          all
            .map(([name, isEscaped], index) => `k${index}: ${isEscaped ? `{{${name}}}` : `of-${name}`}\n`)
            .join(''),
        );
      }),
    );
  });

  it('leaves a deviation that speaks of no variable as it stands in the document', () => {
    const of = state(
      `variables: {A: 1}
deviations: {P: {a.yml: {t: {BENT01: x}, l: {BENT01: [x, 1]}, m: {BENT01: {x: y, z: [1]}}, v: {BENT01: [x, "{{A}}"]}, w: {BENT01: {x: "{{A}}"}}}}}`,
      { 'a.yml': 't: a\nl: []\nm: {}\nv: []\nw: {}\n' },
    );
    const { valueSources } = of.plugins.get('P')!.get('a.yml')!.on(of.fleet[0]!);
    const isAsItStands = new Map(
      valueSources.map(({ deviation, variables }) => [
        deviation.key,
        variables === undefined && of.document.deviations.includes(deviation),
      ]),
    );
    expect(Object.fromEntries(isAsItStands)).toEqual({ t: true, l: true, m: true, v: false, w: false });
  });

  it('says in plain words which of its variables have no value', () => {
    const of = state('variables: {A: {"instance:X": 1}, B: {"instance:X": 1}}', {
      'a.yml': 'one: "{{A}}"\ntwo: "{{A}} {{B}}"\n',
    });
    const { undecided } = of.plugins.get('P')!.get('a.yml')!.on(of.fleet[0]!);
    expect(undecided.map(({ reason }) => reason)).toEqual([
      'the variable {{A}} has no value on this instance; give it one under "variables" of deviations.yml',
      'the variables {{A}} and {{B}} have no value on this instance; give them one under "variables" of deviations.yml',
    ]);
  });

  it.each([
    ['a.yml', 'n: \'{{NAME}}\'\nd: "{{NAME}}"\np: {{NAME}}\n{{NAME}}: 1\nl: [{{NAME}}]\n'],
    ['a.properties', 'n={{NAME}}\n{{NAME}}=1\n'],
    ['a.json', '{"n": "{{NAME}}", "{{NAME}}": ["{{NAME}}"]}'],
    ['a.toml', 'n = "{{NAME}}"\np = \'{{NAME}}\'\nl = ["{{NAME}}"]\n'],
    ['a.conf', 'n = "{{NAME}}"\np = {{NAME}}\n{{NAME}} = [{{NAME}}]\n'],
  ])('writes a value into %s as the format quotes it', (file, content) => {
    const name = `Ada's: "Island" \\ #1, [x]`;
    const of = state(`variables: {NAME: ${JSON.stringify(name)}}`, { [file]: content });
    const { reading, undecided } = of.plugins.get('P')!.get(file)!.on(of.fleet[0]!);
    expect(undecided).toEqual([]);
    expect(reading.state).toBe('ok');
    const texts = JSON.stringify(reading.state === 'ok' && leavesIn(reading.root));
    expect(texts.split(JSON.stringify(name).slice(1, -1))).toHaveLength(content.split('{{NAME}}').length);
  });

  it('leaves open what has no value, and only that', () => {
    const of = state(
      `variables: {CUR: {"instance:HUB01": x}, OTHER: y, LATE: {"instance:HUB01": z}}
deviations: {P: {a.yml: {own: {BENT01: here}, late: {BENT01: "{{LATE}}", "host:ovh": 1}}}}`,
      {
        'a.yml':
          'a: "{{CUR}} {{OTHER}}"\nown: {{CUR}}\nb.c: {{CUR}}\nl: [1, {{CUR}}]\nm: {"{{CUR}}": 1}\nlate: 0\nfree: {{OTHER}}\n# {{CUR}}\n',
      },
    );
    const file = of.plugins.get('P')!.get('a.yml')!;
    const [bent, hub] = of.fleet.map((one) => file.on(one));
    expect(bent!.undecided.map(({ path, isKey, cause }) => [path, isKey, cause])).toEqual([
      [['a'], false, 'variable'],
      [['b', 'c'], false, 'variable'],
      [['l'], false, 'variable'],
      [['m', '{{CUR}}'], true, 'variable'],
      [['late'], false, 'variable'],
    ]);
    expect(bent!.undecided[0]).toMatchObject({ key: 'a', instance: 'BENT01' });
    expect(bent!.undecided[0]!.reason).toContain('{{CUR}} has no value on this instance');
    expect(bent!.reading.state).toBe('ok');
    expect(text(bent!.bytes)).toContain("own: '{{CUR}}'\n");
    expect(hub!.undecided).toEqual([]);
  });

  it('leaves a whole file open that has no keys, or in which the values would change more', () => {
    const of = state('variables: {CUR: {"instance:HUB01": b}}', {
      'a.txt': 'now {{CUR}}\n',
      'b.yml': 'b: 1\n{{CUR}}: 2\n',
    });
    const undecided = (file: string, index: number) =>
      of.plugins
        .get('P')!
        .get(file)!
        .on(of.fleet[index]!)
        .undecided.map(({ path, cause }) => [path, cause]);
    expect(undecided('a.txt', 0)).toEqual([[[], 'variable']]);
    expect(undecided('a.txt', 1)).toEqual([]);
    expect(undecided('b.yml', 0)).toEqual([[['{{CUR}}'], 'variable']]);
    expect(undecided('b.yml', 1)).toEqual([[[], 'rendering']]);
  });

  it('knows the variables behind a value', () => {
    const of = state('variables: {A: 1, B: x}', { 'a.yml': 'k: {{B}}\n{{B}}: {c: "{{A}} {{B}}"}\nn: 1\n' });
    const on = of.plugins.get('P')!.get('a.yml')!.on(of.fleet[0]!);
    expect(on.variablesAt(['k'])).toEqual(['B']);
    expect(on.variablesAt(['x', 'c'])).toEqual(['A', 'B']);
    expect(on.variablesAt(['n'])).toEqual([]);
    expect(on.variablesAt(['nowhere'])).toEqual([]);
  });

  it('would load if it does as it stands, or as soon as its variables have values', () => {
    const mistake = (content: string, format: 'json' | 'yaml' | 'toml') =>
      templateMistake(bytes(content), { format })?.message;
    expect(mistake('{"port": {{PORT}}}', 'json')).toBeUndefined();
    expect(mistake('port = {{PORT}}\n', 'toml')).toBeUndefined();
    expect(mistake('a: {{PORT}}\nb: "\\{{NAME}}"\n', 'yaml')).toBeUndefined();
    expect(mistake('{"port": {{PORT}}', 'json')).toBeDefined();
    expect(mistake('a: [{{PORT}}\n', 'yaml')).toBeDefined();
    expect(mistake('{"port": }', 'json')).toBeDefined();
  });
});
