import { sha256Hex } from '@archivesmp/digests';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { compareFile, compileRules, type Finding } from '@archivesmp/drift';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from './make-plan.js';
import { DEV_FIRST } from './waves.js';
import type { TargetFile } from './exact-change-request.js';
import { changeRequestsFromFindings, type ChosenFinding } from './change-requests-from-findings.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const BENT: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [], aliases: [] };

/** One file with a baseline and, if given, deviations; what is on the instance is judged and put right. */
function world(baseline: string, deviations = '') {
  const { document } = parseDeviations(bytes(deviations));
  const desired = compileDesiredState({
    baselines: [{ plugin: 'CMI', path: 'config.yml', bytes: bytes(baseline), sha256: sha256Hex(baseline) }],
    deviations: document!,
    fleet: [BENT],
    now: '2026-01-01T00:00:00.000Z',
  });
  const expected = desired.plugins.get('CMI')!.get('config.yml')!;
  const rules = compileRules(desired.document);
  const judge = (now: string): readonly Finding[] =>
    compareFile(
      expected,
      { plugin: 'CMI', path: 'config.yml', state: 'readable', bytes: bytes(now) },
      { instance: BENT, rules, secrets: {} },
    ).findings.filter((finding) => finding.status === 'drift');
  const file = (now: string | undefined): TargetFile => ({
    instanceId: 'id',
    path: 'plugins/CMI/config.yml',
    state: now === undefined ? 'absent' : 'present',
    ...(now !== undefined && { bytes: bytes(now) }),
  });
  const changeRequests = (now: string | undefined, chosen: readonly ChosenFinding[], name = 'config.yml') =>
    changeRequestsFromFindings({
      instanceId: 'id',
      instance: BENT,
      plugin: 'CMI',
      file: name,
      now: file(now),
      expected,
      rules,
      chosen,
    });
  const planned = (now: string | undefined, chosen: readonly Pick<Finding, 'kind' | 'path'>[]) => {
    const { plan, contents } = makePlan({
      changeRequests: changeRequests(now, chosen).changeRequests,
      targets: [{ instanceId: 'id', ...BENT, running: true, players: 0 }],
      files: [file(now)],
      sha256: sha256Hex,
      judgeOf: () => BY_NAME_AND_SHAPE,
      needsRestart: () => true,
      waves: DEV_FIRST,
    });
    const after = plan.waves[0]?.instances[0]?.files[0]?.after;
    const content = after == null ? now : new TextDecoder().decode(contents.get(after));
    return { plan, content };
  };
  return { judge, changeRequests, planned };
}

describe('change requests that put findings right', () => {
  it('never remove a key that is left open, nor with the branch around it', () => {
    const left = 'left_open: [{plugin: CMI, file: config.yml, key: server.name, reason: looks per server}]';
    const { judge, changeRequests, planned } = world('a: 1\n', left);
    const now = 'a: 1\nserver:\n  name: BENT01\n  extra: 2\n';
    const found = judge(now);
    expect(found.map(({ key }) => key)).toEqual(['server.extra']);
    expect(planned(now, found).content).toBe('a: 1\nserver:\n  name: BENT01\n');
    for (const path of [['server'], ['server', 'name']])
      expect(changeRequests(now, [{ kind: 'extra_key', path }]).changeRequests).toEqual([]);
  });

  it('change the key, keep the rest byte for byte, and leave what was not chosen', () => {
    const { judge, planned } = world('ReSpawn:\n  Enabled: true\n  Wait: 5\n');
    const now = '# ours\nReSpawn:\n    Enabled: false   # why?\n    Wait: 7\n';
    const [enabled] = judge(now);
    expect(planned(now, [enabled!]).content).toBe(now.replace('false', 'true'));
  });

  it('take away a key only when that very finding was chosen', () => {
    const { judge, planned } = world('a: 1\nb: 2\n');
    const now = 'a: 9\nb: 2\nold: 3\n';
    const wrong = judge(now).filter((finding) => finding.kind === 'wrong_value');
    expect(planned(now, wrong).content).toBe('a: 1\nb: 2\nold: 3\n');
    expect(planned(now, judge(now)).content).toBe('a: 1\nb: 2\n');
  });

  it('write a missing file as the baseline with the deviations of the instance', () => {
    const { planned } = world(
      'id: none\n# kept\nmode: a\n',
      'deviations:\n  CMI:\n    config.yml:\n      id: {BENT01: bent}\n',
    );
    expect(planned(undefined, [{ kind: 'missing_file', path: [] }]).content).toBe(
      'id: bent\n# kept\nmode: a\n',
    );
  });

  it('say whether a file that is written as a whole is missing or not as it should be', () => {
    const { changeRequests } = world('a: 1\n');
    const whole = (now: string | undefined, kind: ChosenFinding['kind']) =>
      changeRequests(now, [{ kind, path: [] }]).changeRequests.map((request) => [
        request.kind,
        request.because,
      ]);
    expect(whole(undefined, 'missing_file')).toEqual([['write', 'the file is missing']]);
    expect(whole('a: [\n', 'not_understood')).toEqual([['write', 'the file is not as it should be']]);
  });

  it('leave out of a missing file what a variable without a value decides, and say so', () => {
    const missing = [{ kind: 'missing_file' as const, path: [] }];
    const unset = 'variables: {PORT: {"instance:X": 1}, HOST: {"instance:X": a}}\n';
    const { changeRequests, planned } = world('mode: a\nport: {{PORT}}\nhost: "{{HOST}}"\n', unset);
    expect(planned(undefined, missing).content).toBe('mode: a\n');
    expect(changeRequests(undefined, missing).left).toEqual([
      { kind: 'missing_key', path: ['port'], reason: expect.stringMatching(/^left out: .*PORT/) as string },
      { kind: 'missing_key', path: ['host'], reason: expect.stringMatching(/^left out: .*HOST/) as string },
    ]);
    const all = world('port: {{PORT}}\nhost: "{{HOST}}"\n', unset).changeRequests(undefined, missing);
    expect(all.changeRequests).toEqual([]);
    expect(all.left).toMatchObject([
      { kind: 'missing_file', reason: expect.stringContaining('PORT') as string },
    ]);
  });

  it('follow a deviation where its variable has a value, and leave the key out where it has none', () => {
    const missing = [{ kind: 'missing_file' as const, path: [] }];
    const deviating = (text: string): string =>
      `${text}\ndeviations: {CMI: {config.yml: {host: {BENT01: "{{HOST}}"}}}}\n`;
    const known = world('mode: a\nhost: x\n', deviating('variables: {HOST: {everywhere: db7}}'));
    expect(known.planned(undefined, missing).content).toBe('mode: a\nhost: db7\n');
    const unknown = world('mode: a\nhost: x\n', deviating('variables: {HOST: {"instance:X": db7}}'));
    expect(unknown.planned(undefined, missing).content).toBe('mode: a\n');
    const added = world('mode: a\n', deviating('variables: {HOST: {"instance:X": db7}}'));
    expect(added.planned(undefined, missing).content).toBe('mode: a\n');
  });

  it('write a missing file that says nothing, and what is left open in it as the baseline has it', () => {
    const missing = [{ kind: 'missing_file' as const, path: [] }];
    expect(world('# nothing yet\n{}\n').planned(undefined, missing).content).toBe('# nothing yet\n{}\n');
    const open = 'left_open: [{plugin: CMI, file: config.yml, key: name, reason: looks per server}]';
    expect(world('a: 1\nname: x\n', open).planned(undefined, missing).content).toBe('a: 1\nname: x\n');
  });

  it('leave out of a missing file what a deviation says is absent, also where it is absent already', () => {
    const absent = (key: string): string =>
      `documented: [{plugin: CMI, file: config.yml, key: ${key}, for: "instance:BENT01", absent: true, reason: none}]`;
    const missing = [{ kind: 'missing_file' as const, path: [] }];
    for (const key of ['b', 'c', 'c.d'])
      expect(world('a: 1\nb: 2\n', absent(key)).planned(undefined, missing).content).toBe(
        key === 'b' ? 'a: 1\n' : 'a: 1\nb: 2\n',
      );
  });

  it('give a missing file what a deviation adds to it', () => {
    const missing = [{ kind: 'missing_file' as const, path: [] }];
    const adding = 'deviations: {CMI: {config.yml: {new: {BENT01: x}, "b.c": {BENT01: y}}}}\n';
    expect(world('a: 1\n', adding).planned(undefined, missing).content).toBe('a: 1\nnew: x\nb:\n  c: y\n');
  });

  it('leave a file alone that as a whole has no known expectation', () => {
    const { changeRequests } = world('[{{PORT}}]\n', 'variables: {PORT: {"instance:X": 1}}\n');
    expect(changeRequests('[1]\n', [{ kind: 'wrong_value', path: ['a'] }])).toEqual({
      changeRequests: [],
      left: [{ kind: 'wrong_value', path: ['a'], reason: expect.stringContaining('PORT') as string }],
    });
  });

  it('say what is right already, and what cannot be put right by writing', () => {
    const { changeRequests } = world('a: 1\n');
    expect(changeRequests('a: 1\n', [{ kind: 'wrong_value', path: ['a'] }]).left[0]!.reason).toContain(
      'by now',
    );
    expect(changeRequests('a: 1\n', [{ kind: 'missing_plugin', path: [] }]).left[0]!.reason).toContain(
      'installed',
    );
    const wholePlugin = [{ kind: 'extra_file' as const, path: [], deletion: true as const }];
    expect(changeRequests('a: 1\n', wholePlugin, '')).toEqual({
      changeRequests: [],
      left: [
        { ...wholePlugin[0], reason: expect.stringContaining('does not delete a whole plugin') as string },
      ],
    });
  });

  it('never delete an extra file to make things the same, only when its deletion was asked for by itself', () => {
    const { changeRequests } = world('a: 1\n');
    const extra = { kind: 'extra_file' as const, path: [] };
    expect(changeRequests('a: 1\n', [extra])).toEqual({
      changeRequests: [],
      left: [{ ...extra, reason: expect.stringContaining('keep it as intended') as string }],
    });
    expect(changeRequests('a: 1\n', [{ ...extra, deletion: true }]).changeRequests).toMatchObject([
      { kind: 'delete', path: 'plugins/CMI/config.yml' },
    ]);
    // The mark means nothing on any other finding
    const wrong = { kind: 'wrong_value' as const, path: ['a'], deletion: true as const };
    expect(changeRequests('a: 2\n', [wrong]).changeRequests).toMatchObject([{ kind: 'edit' }]);
  });

  it('know the items of a list by their name, wherever they stand', () => {
    const { judge, planned } = world(
      'l: [{id: a, v: 1}, {id: b, v: 2}]\n',
      'lists: [{plugin: CMI, key: l, keyed_by: id}]',
    );
    const now = 'l:\n- {id: x, v: 9}\n- {id: b, v: 7} # second\n- {id: y, v: 9}\n';
    expect(planned(now, judge(now)).content).toBe('l:\n- {id: b, v: 2} # second\n- id: a\n  v: 1\n');
    const [wrong] = judge(now).filter(({ kind }) => kind === 'wrong_value');
    expect(planned(now, [wrong!]).content).toBe(now.replace('v: 7', 'v: 2'));
  });

  it('read keys as the plugin does, with its own separator', () => {
    const { judge, planned } = world(
      "a.b: 1\nc/d: 2\n'e.': 3\n",
      'plugins: {CMI: {reader: bukkit, separator: "/"}}',
    );
    const now = "c:\n  d: 5 # deep\na.b: 7\n'e.': 3\n";
    const { plan, content } = planned(now, judge(now));
    expect(content).toBe("c:\n  d: 2 # deep\na.b: 1\n'e.': 3\n");
    expect(plan.waves[0]!.instances[0]!.files[0]).toMatchObject({ view: 'bukkit', separator: '/' });
    expect(judge(content!)).toEqual([]);
  });

  it('keep a float a float', () => {
    const { judge, planned } = world('speed: 1.0\n');
    expect(planned('speed: 2.5\n', judge('speed: 2.5\n')).content).toBe('speed: 1.0\n');
  });
});

type Tree = { readonly [key: string]: unknown };

const scalars = fc.oneof(
  fc.integer({ min: -99, max: 99 }),
  fc.boolean(),
  fc.string({ maxLength: 8 }),
  fc.constant('yes'),
);
const trees = fc.letrec<{ tree: Tree; value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, scalars, fc.array(scalars, { maxLength: 3 }), tie('tree')),
  tree: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('value'), {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  }),
})).tree;

function yamlOf(tree: Tree, indent = ''): string {
  return Object.entries(tree)
    .map(([key, value]) => {
      if (Array.isArray(value) && value.length > 0)
        return `${indent}${key}:\n${value.map((item) => `${indent}- ${JSON.stringify(item)}\n`).join('')}`;
      if (
        value !== null &&
        typeof value === 'object' &&
        !Array.isArray(value) &&
        Object.keys(value).length > 0
      )
        return `${indent}${key}:\n${yamlOf(value as Tree, `${indent}  `)}`;
      return `${indent}${key}: ${JSON.stringify(value)}\n`;
    })
    .join('');
}

describe('the law of putting right', () => {
  it('what is planned is gone after it was applied, and no other difference appears', () => {
    const seen = { planned: 0, refused: 0 };
    fc.assert(
      fc.property(trees, trees, (wanted, there) => {
        const { judge, planned } = world(yamlOf(wanted));
        const now = yamlOf({ ...there, ...Object.fromEntries(Object.entries(wanted).slice(1)) });
        const findings = judge(now);
        const { plan, content } = planned(now, findings);
        const isRefused = plan.refusals.length > 0;
        if (findings.length > 0) seen[isRefused ? 'refused' : 'planned'] += 1;
        expect(isRefused ? content : judge(content!)).toEqual(isRefused ? now : []);
      }),
      { numRuns: 300 },
    );
    expect(seen.planned).toBeGreaterThan(seen.refused * 10);
  });
});
