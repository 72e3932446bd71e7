import { sha256Hex } from '@archivesmp/digests';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { nodeOf, TypedValue, type ConfigNode, type PlainValue } from '@archivesmp/config-text';
import { MASK } from '@archivesmp/drift';
import { describe, expect, it } from 'vitest';
import { changeFile } from './change-file.js';
import { groupBy } from './group-by.js';
import { inversePlan } from './inverse-plan.js';
import { makePlan } from './make-plan.js';
import { rootOfContent } from './meaning.js';
import { canonical, hashOfPlan, textOfPlan } from './plan-hash.js';
import type { PlanInput } from './plan-input.js';
import { RISK_KINDS, type FileChange } from './plan.js';
import { shownNode } from './show/shown-node.js';
import { whatDeviates } from './still-planned.js';
import { keyViewOf, valueAt } from './show/value-at.js';
import { markVariables } from './variable-marks.js';
import { DEV_FIRST } from './waves.js';
import type { PlanTarget, TargetFile, ExactChangeRequest } from './exact-change-request.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined): string | undefined =>
  content && new TextDecoder().decode(content);
const FOLDER = 'plugins/CMI/';
const PATH = `${FOLDER}config.yml`;
const fileTarget = { instanceId: 'i', path: PATH, plugin: 'CMI', because: 'baseline says so' };
const target: PlanTarget = {
  instanceId: 'i',
  name: 'BENT01',
  host: 'ovh',
  platform: 'paper',
  tags: [],
  running: true,
  players: 0,
};
const tools = { sha256: sha256Hex, judgeOf: () => BY_NAME_AND_SHAPE };
const present = (content: string): TargetFile => ({
  instanceId: 'i',
  path: PATH,
  state: 'present',
  bytes: bytes(content),
});
const ABSENT: TargetFile = { instanceId: 'i', path: PATH, state: 'absent' };
const edit = (...edits: (ExactChangeRequest & { kind: 'edit' })['edits'][number][]): ExactChangeRequest => ({
  ...fileTarget,
  kind: 'edit',
  format: 'yaml',
  edits,
});
const write = (content: string, more: object = {}): ExactChangeRequest => ({
  ...fileTarget,
  kind: 'write',
  bytes: bytes(content),
  ...more,
});
const REMOVE: ExactChangeRequest = { ...fileTarget, kind: 'delete' };
const JAR = {
  ...fileTarget,
  path: 'plugins/CMI.jar',
  kind: 'jar',
  sha256: 'new',
  before: 'old',
  platforms: ['paper', 'velocity'],
} as const;
const changed = (changeRequests: ExactChangeRequest[], file?: TargetFile, more: Partial<PlanTarget> = {}) =>
  changeFile(changeRequests, { ...target, ...more }, file, tools);
const refused = (...asked: Parameters<typeof changed>): string =>
  (changed(...asked) as { refused: string }).refused;

describe('several change requests for one file', () => {
  const set = (key: string, value: PlainValue) => edit({ op: 'set', path: [key], value });

  it('that are edits are one change, in their order', () => {
    const both = changed([set('a', 2), set('b', 3)], present('a: 1\nb: 1\n'));
    expect(both).toMatchObject({
      change: {
        keys: [
          { path: ['a'], before: '1', after: '2' },
          { path: ['b'], before: '1', after: '3' },
        ],
      },
    });
    expect('bytes' in both && text(both.bytes)).toBe('a: 2\nb: 3\n');
  });

  it.each([
    ['write and edit', [write('x: 1'), set('a', 2)]],
    ['edit and write', [set('a', 2), write('x: 1')]],
    ['write twice', [write('x: 1'), write('x: 2')]],
    ['delete and edit', [REMOVE, set('a', 2)]],
    ['edit and delete', [set('a', 2), REMOVE]],
    ['a JAR twice', [JAR, JAR]],
    ['two edits and a write', [set('a', 2), set('b', 2), write('x: 1')]],
  ] as [string, ExactChangeRequest[]][])('cannot both be met: %s', (_what, changeRequests) =>
    expect(refused(changeRequests, present('a: 1\nb: 1\n'))).toBe(
      'two change requests for this file cannot both be met; decide for one',
    ),
  );

  it('that read its keys differently are not joined', () => {
    const expected =
      'two change requests for this file read its keys differently; plan them one after the other';
    const bukkit: ExactChangeRequest = {
      ...(set('b', 2) as ExactChangeRequest & { kind: 'edit' }),
      view: 'bukkit',
    };
    expect(refused([set('a', 2), bukkit], present('a: 1\nb: 1\n'))).toBe(expected);
    expect(
      refused([bukkit, { ...bukkit, separator: '/' } as ExactChangeRequest], present('a: 1\nb: 1\n')),
    ).toBe(expected);
    expect(
      changed([bukkit, { ...bukkit, separator: '.' } as ExactChangeRequest], present('a: 1\nb: 1\n')),
    ).toHaveProperty('change');
    expect(
      changed(
        [set('a', 2), { ...(set('b', 2) as ExactChangeRequest & { kind: 'edit' }), view: 'plain' }],
        present('a: 1\nb: 1\n'),
      ),
    ).toHaveProperty('change');
  });
});

describe('a JAR', () => {
  it('is changed by its hash, and must run on the platform', () => {
    expect(changed([JAR])).toEqual({
      change: { path: JAR.path, plugin: 'CMI', kind: 'jar', before: 'old', after: 'new', keys: [] },
      risks: [],
    });
    expect(refused([JAR], undefined, { platform: 'bungeecord' })).toBe(
      'the JAR runs on paper, velocity, this instance is bungeecord; a JAR of another platform breaks the server',
    );
    expect(refused([{ ...JAR, before: 'new' }])).toBe('this very JAR is installed already');
  });
});

describe('a file', () => {
  it('must be known, whatever is requested', () => {
    for (const request of [REMOVE, write('a'), edit()])
      expect(refused([request])).toBe('it is not known what the file holds now; scan the instance first');
  });

  it('is deleted as what it is now, and that is a risk', () => {
    expect(changed([REMOVE], present('a: 1\n'))).toEqual({
      change: {
        path: PATH,
        plugin: 'CMI',
        kind: 'config',
        before: sha256Hex('a: 1\n'),
        after: null,
        keys: [],
        because: 'baseline says so',
      },
      risks: [{ kind: 'deletion', message: `${PATH} would be deleted` }],
    });
    expect(refused([REMOVE], ABSENT)).toBe('the file is not there');
  });

  it('is written as a whole, also where there is none yet', () => {
    expect(changed([write('a: 1\n', { format: 'yaml', view: 'bukkit', separator: '/' })], ABSENT)).toEqual({
      change: {
        path: PATH,
        plugin: 'CMI',
        kind: 'config',
        before: null,
        after: sha256Hex('a: 1\n'),
        keys: [],
        format: 'yaml',
        view: 'bukkit',
        separator: '/',
        because: 'baseline says so',
      },
      risks: [],
      bytes: bytes('a: 1\n'),
    });
    expect(refused([write('a: 1\n')], present('a: 1\n'))).toBe('the file holds this already');
    expect(changed([write('a: 1\n', { beforeFirstBoot: true })], ABSENT)).toMatchObject({
      change: { beforeFirstBoot: true },
      risks: [
        {
          kind: 'plugin_not_installed',
          message: `CMI is not installed: its JAR comes from the updater, and ${PATH} waits for its first boot`,
        },
      ],
    });
    expect(Object.keys((changed([write('x')], ABSENT) as { change: object }).change)).not.toContain('format');
  });

  it('is edited where it is, and says of each key what it was and will be', () => {
    const result = changed(
      [
        edit(
          { op: 'set', path: ['a'], value: 2 },
          { op: 'insert', path: ['n'], value: true },
          { op: 'unset', path: ['b'] },
        ),
      ],
      present('a: 1\nb: 2\n'),
    );
    expect(result).toMatchObject({
      change: {
        keys: [
          { path: ['a'], before: '1', after: '2', because: 'baseline says so' },
          { path: ['n'], after: 'true', because: 'baseline says so' },
          { path: ['b'], before: '2', because: 'baseline says so' },
        ],
        format: 'yaml',
      },
      risks: [{ kind: 'deletion', message: 'the key b would be removed' }],
    });
    const { keys } = (result as { change: FileChange }).change;
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([
      ['after', 'because', 'before', 'path'],
      ['after', 'because', 'path'],
      ['because', 'before', 'path'],
    ]);
    expect(refused([edit({ op: 'set', path: ['a'], value: 1 })], present('a: 1\n'))).toBe(
      'the file holds these values already',
    );
    expect(refused([edit({ op: 'set', path: ['a'], value: 1 })], ABSENT)).toBe(
      'the file is not there; write it as a whole',
    );
    expect(refused([edit({ op: 'set', path: ['x', 'y'], value: 1 })], present('x: 1\n'))).toMatch(/^x\.y: /);
  });

  it('with a secret in an edit is shown masked, and that is a risk', () => {
    const secret = (was: string, value: PlainValue) =>
      changed([edit({ op: 'set', path: ['db', 'password'], value })], present(`db: {password: ${was}}\n`));
    expect(secret('old', 'new')).toMatchObject({
      change: { keys: [{ before: MASK, after: MASK }] },
      risks: [{ kind: 'secret_involved', message: 'db.password holds a secret' }],
    });
    const deep = changed(
      [edit({ op: 'set', path: ['db'], value: { password: 'x', user: 'u' } })],
      present('db: 1\n'),
    );
    expect(deep).toMatchObject({
      change: { keys: [{ before: '1', after: `{"password": ${MASK}, "user": "u"}` }] },
      risks: [{ kind: 'secret_involved' }, { kind: 'type_change' }],
    });
    expect(
      changed([edit({ op: 'unset', path: ['db', 'password'] })], present('db: {password: x, b: 1}\n')),
    ).toMatchObject({ risks: [{ kind: 'secret_involved' }, { kind: 'deletion' }] });
  });
});

describe('a value as people read it', () => {
  const show = (value: PlainValue, key = 'k') => shownNode(nodeOf(value), [key], BY_NAME_AND_SHAPE);
  it.each([
    ['a', '"a"'],
    [1.5, '1.5'],
    [true, 'true'],
    [null, 'null'],
    [['x', 'y', 1], '["x", "y", 1]'],
    [{ a: 1, pw: 'x', deep: { pw: [1] } }, `{"a": 1, "pw": ${MASK}, "deep": {"pw": [${MASK}]}}`],
    [[], '[]'],
    [{}, '{}'],
  ] as [PlainValue, string][])('%j is %s', (value, shown) => expect(show(value)).toBe(shown));

  it('is exact where it is large, and masked in whatever holds it', () => {
    expect(show(12345678901234567890n)).toBe('12345678901234567890');
    expect(
      show(
        new Map([
          ['pw', 'x'],
          ['b', 'y'],
        ]) as never,
      ),
    ).toBe(`{"pw": ${MASK}, "b": "y"}`);
    expect(show(new TypedValue('float', 2) as never)).toBe('2');
  });

  it('is masked by its text as well as by its key, and shown where it gives nothing away', () => {
    expect(show('redis://me:hunter2@host')).toBe(MASK);
    expect([show(5, 'password'), show('', 'password'), show(false, 'password')]).toEqual([
      MASK,
      '""',
      'false',
    ]);
    expect(show(MASK)).toBe(`"${MASK}"`);
  });

  it('is read where it stands, in the view that counts', () => {
    expect(
      valueAt(
        rootOfContent(bytes('a.b: 1'), { format: 'yaml', view: 'bukkit' }),
        ['a', 'b'],
        BY_NAME_AND_SHAPE,
      ),
    ).toBe('1');
    expect(
      valueAt(rootOfContent(bytes('a.b: 1'), { format: 'yaml' }), ['a', 'b'], BY_NAME_AND_SHAPE),
    ).toBeUndefined();
    expect(
      valueAt(
        rootOfContent(bytes('a/b: 1'), { format: 'yaml', view: 'bukkit', separator: '/' }),
        ['a', 'b'],
        BY_NAME_AND_SHAPE,
      ),
    ).toBe('1');
    expect(
      valueAt(rootOfContent(bytes('a: "'), { format: 'yaml' }), ['a'], BY_NAME_AND_SHAPE),
    ).toBeUndefined();
    expect(keyViewOf({ view: 'bukkit', separator: '.' })).toEqual({ view: 'bukkit' });
    expect(keyViewOf({ view: 'bukkit', separator: '/' })).toEqual({ view: 'bukkit', separator: '/' });
  });
});

describe('a plan', () => {
  const plan = (input: Partial<PlanInput>) =>
    makePlan({
      changeRequests: [],
      targets: [target],
      files: [],
      ...tools,
      needsRestart: (_plugin, path) => path.endsWith('config.yml'),
      waves: DEV_FIRST,
      ...input,
    });
  const one = (input: Partial<PlanInput>) => plan(input).plan.waves[0]!.instances[0]!;
  const changeRequests = [write('a: 2\n')];
  const files = [present('a: 1\n')];

  it('restarts for what takes effect only then, and only a server that runs', () => {
    expect(one({ changeRequests, files }).restart).toBe(true);
    expect(one({ changeRequests, files, needsRestart: () => false }).restart).toBe(false);
    expect(one({ changeRequests: [JAR], needsRestart: () => false }).restart).toBe(true);
    expect(one({ changeRequests, files, targets: [{ ...target, running: false }] }).restart).toBe(false);
    expect(
      one({ changeRequests: [write('a: 2\n', { beforeFirstBoot: true })], files: [ABSENT] }).restart,
    ).toBe(false);
  });

  it('says whom it disturbs and what it does not prove', () => {
    const risks = (more: Partial<PlanTarget>, input: Partial<PlanInput> = {}) =>
      one({ changeRequests, files, targets: [{ ...target, ...more }], ...input }).risks;
    expect(risks({})).toEqual([]);
    expect(risks({ players: 3 })).toEqual([
      { kind: 'players_online', message: '3 players are online and would be disturbed by the restart' },
    ]);
    expect(risks({ players: undefined })).toEqual([
      { kind: 'players_online', message: 'it is not known how many players are online' },
    ]);
    expect(risks({ players: 3 }, { needsRestart: () => false })).toEqual([]);
    expect(risks({ running: false, players: 3 })).toEqual([
      {
        kind: 'instance_stopped',
        message: 'the instance is stopped; 1 change is proved only when it starts',
      },
    ]);
  });

  it('refuses by instance and file, and does the rest', () => {
    const other = { ...target, instanceId: 'j', name: 'A', hold: 'event tonight' };
    const made = plan({
      changeRequests: [
        ...changeRequests,
        { ...REMOVE, path: `${FOLDER}b.yml` },
        { ...REMOVE, instanceId: 'j' },
        { ...REMOVE, instanceId: 'x' },
      ],
      files,
      targets: [target, other],
      refused: [{ instanceId: 'r', path: 'p', reason: 'before' }],
    }).plan;
    expect(made.refusals).toEqual([
      { instanceId: 'r', path: 'p', reason: 'before' },
      {
        instanceId: 'i',
        path: `${FOLDER}b.yml`,
        reason: 'it is not known what the file holds now; scan the instance first',
      },
      { instanceId: 'j', path: PATH, reason: 'the instance is on hold: event tonight' },
      { instanceId: 'x', path: PATH, reason: 'this instance is not known' },
    ]);
    expect(made.waves.flatMap((wave) => wave.instances.map(({ name }) => name))).toEqual(['BENT01']);
    expect(plan({ changeRequests: [REMOVE] }).plan.waves).toEqual([]);
  });

  it('orders files by path, holds every new content by its hash, and is undone by its inverse', () => {
    const b = { ...present('b: 1\n'), path: `${FOLDER}b.yml` };
    const { plan: made, contents } = plan({
      changeRequests: [
        { ...write('b: 2\n'), path: `${FOLDER}b.yml` } as ExactChangeRequest,
        { ...write('n: 1\n'), path: `${FOLDER}a.yml` } as ExactChangeRequest,
        REMOVE,
      ],
      files: [...files, b, { ...ABSENT, path: `${FOLDER}a.yml` }],
    });
    const [instance] = made.waves[0]!.instances;
    expect(instance!.files.map(({ path }) => path)).toEqual([`${FOLDER}a.yml`, `${FOLDER}b.yml`, PATH]);
    expect([...contents].map(([hash, content]) => [hash, text(content)])).toEqual([
      [sha256Hex('b: 2\n'), 'b: 2\n'],
      [sha256Hex('n: 1\n'), 'n: 1\n'],
    ]);
    const back = inversePlan(made, sha256Hex);
    expect(back.waves[0]!.instances[0]!.files).toEqual(
      instance!.files.map((file) => ({
        ...file,
        before: file.after,
        after: file.before,
        because: 'undoes the change',
      })),
    );
    expect([back.waves[0]!.instances[0]!.risks, back.refusals, back.waves[0]!.name]).toEqual([
      [],
      [],
      made.waves[0]!.name,
    ]);
    expect(back.hash).toBe(hashOfPlan(back, sha256Hex));
    const keys = inversePlan(
      plan({
        changeRequests: [edit({ op: 'set', path: ['a'], value: 2 }, { op: 'insert', path: ['n'], value: 1 })],
        files,
      }).plan,
      sha256Hex,
    );
    const [undone] = keys.waves[0]!.instances[0]!.files;
    expect(undone!.keys).toEqual([
      { path: ['a'], before: '2', after: '1', because: 'undoes the change' },
      { path: ['n'], before: '1', because: 'undoes the change' },
    ]);
    expect(undone).not.toHaveProperty('because');
  });

  it('has a text with sorted keys and nothing that is not set, and its hash', () => {
    expect(canonical({ b: [1, { d: undefined, c: 'x' }], a: null, A: true })).toBe(
      '{"A":true,"a":null,"b":[1,{"c":"x"}]}',
    );
    expect(canonical({ z: 1, y: 2, x: 3, w: 4 })).toBe('{"w":4,"x":3,"y":2,"z":1}');
    const { plan: made } = plan({ changeRequests, files });
    expect(made.hash).toBe(sha256Hex(textOfPlan(made)));
    expect(JSON.parse(textOfPlan(made))).toEqual({ waves: made.waves, refusals: [] });
  });

  it('knows what could go wrong', () =>
    expect([...RISK_KINDS]).toEqual(
      expect.arrayContaining([
        'players_online',
        'platform_mismatch',
        'secret_involved',
        'deletion',
        'instance_stopped',
        'plugin_not_installed',
      ]),
    ));

  it('groups in the order of the first row', () =>
    expect([...groupBy(['b1', 'a1', 'b2'], (row) => row[0]!)]).toEqual([
      ['b', ['b1', 'b2']],
      ['a', ['a1']],
    ]));
});

describe('a file after a restart', () => {
  const change = (more: Partial<FileChange>): FileChange => ({
    path: 'f',
    plugin: 'P',
    kind: 'config',
    before: 'b',
    after: 'a',
    keys: [],
    format: 'yaml',
    ...more,
  });
  const deviates = (planned: string, actual: string, more: Partial<FileChange> = {}) =>
    whatDeviates({ change: change(more), planned: bytes(planned), actual: bytes(actual) })?.words;
  const KEYS = { keys: [{ path: ['a', 'b'], because: 'r' }] };

  it('of which keys were edited is as planned when they have their values, whatever else was rewritten', () => {
    expect(deviates('a: {b: 1}\nc: 1\n', 'c: 9\na:\n  b: 1.0\n', KEYS)).toBeUndefined();
    expect(deviates('a: {b: 1}', 'a: {b: 2}', KEYS)).toBe('f: a.b is not what was written');
    expect(deviates('a: {b: 1}', 'a: {}', KEYS)).toBe('f: a.b is not what was written');
    expect(deviates('a: {}', 'a: {b: 1}', KEYS)).toBe('f: a.b is not what was written');
    expect(deviates('a: {}', 'c: 1', KEYS)).toBeUndefined();
    expect(deviates('a.b: 1', 'a: {b: 1}', { ...KEYS, view: 'bukkit' })).toBeUndefined();
    expect(deviates('a/b: 1', 'a: {b: 1}', { ...KEYS, view: 'bukkit', separator: '/' })).toBeUndefined();
    expect(deviates('a.b: 1', 'a: {b: 1}', KEYS)).toBe('f: a.b is not what was written');
  });

  it('that was written as a whole may have more, not less', () => {
    expect(deviates('a: 1\n', 'a: 1\nnew: 2\n')).toBeUndefined();
    expect(deviates('a: 1\nb: 2\n', 'a: 1\n')).toBe('f: b is not what was written');
  });

  it('that cannot be read by key is not what was written', () => {
    expect(deviates('a', 'b', { format: 'text' })).toBe('f is not what was written');
    expect(deviates('a', 'b', { format: undefined })).toBe('f is not what was written');
    expect(deviates('a: "', 'a: 1')).toBe('f is not what was written');
    expect(deviates('a: 1', 'a: "')).toMatch(/^f does not parse any more: /);
  });
});

describe('variables as marks', () => {
  const READING = { format: 'yaml', view: 'plain', separator: '.' } as const;
  const marked = (content: string, beside = '', reading: Parameters<typeof markVariables>[3] = READING) =>
    markVariables(bytes(content), new Set(['A', 'B']), bytes(beside), reading);
  const back = (
    made: ReturnType<typeof marked>,
    change: (content: string) => string = (content) => content,
  ) => text(made.unmarked(bytes(change(text(made.bytes)!))));

  it('are plain words that no text holds, and are put back as they were', () => {
    const content = 'a: {{A}}\nb: "x {{B}} y"\nc: plain\n';
    const made = marked(content);
    expect(text(made.bytes)).toBe('a: vqqv0x\nb: "x vqqv1x y"\nc: plain\n');
    expect([made.hasMarks, back(made)]).toEqual([true, content]);
    expect(text(marked('a: {{A}}\n', 'vqqv').bytes)).toBe('a: vq1qv0x\n');
    expect(text(marked('a: {{A}} vqqv vq1qv\n').bytes)).toBe('a: vq2qv0x vqqv vq1qv\n');
    expect(marked('a: 1\n').hasMarks).toBe(false);
    expect(marked('a: "').root).toBeUndefined();
  });

  it('escape what was written like a variable before, and quote what stands alone and is a text', () => {
    const made = marked('a: 1\n');
    expect(back(made, () => 'a: {{A}}\nb: {{C}}\n')).toBe('a: \\{{A}}\nb: {{C}}\n');
    const mark = made.markOf('A', true);
    expect(made.markOf('A', false)).toBe('vqqv0x');
    expect(mark).toBe('vqqv0q');
    expect(
      back(
        made,
        () => `a: ${mark}\nb: [${mark}, x${mark}]\nc: "${mark}" # x\nd: ${mark} # x\ne: ${mark} more\n`,
      ),
    ).toBe('a: "{{A}}"\nb: ["{{A}}", x{{A}}]\nc: "{{A}}" # x\nd: "{{A}}" # x\ne: {{A}} more\n');
    const hocon = marked('a: 1\n', '', { ...READING, format: 'hocon' });
    expect(back(hocon, () => `a: ${mark}\n`)).toBe('a: {{A}}\n');
    const properties = marked('a=1\n', '', { ...READING, format: 'properties' });
    expect(back(properties, () => `a=${mark}\n`)).toBe('a={{A}}\n');
  });

  it('know what holds one, at any depth, and keep a text a text', () => {
    const made = marked('a: {{A}}\n');
    const word = made.markOf('A', false);
    expect(made.isMarked(nodeOf(`x ${word}`))).toBe(true);
    expect(made.isMarked(nodeOf(['x', [word]]))).toBe(true);
    expect(made.isMarked(nodeOf({ k: { l: word } }))).toBe(true);
    expect([
      made.isMarked(nodeOf('x')),
      made.isMarked(nodeOf(5)),
      made.isMarked(nodeOf(['x'])),
      made.isMarked(nodeOf({})),
    ]).toEqual([false, false, false, false]);
    const quoted = (style: string, value: string) =>
      made.withVariables({ ...nodeOf(value), style } as ConfigNode);
    expect(quoted('single', word)).toMatchObject({ value: 'vqqv0q' });
    expect(quoted('double', word)).toMatchObject({ value: 'vqqv0q' });
    expect(quoted('plain', word)).toMatchObject({ value: word });
    expect(quoted('single', `${word} more`)).toMatchObject({ value: `${word} more` });
    expect(quoted('single', `more ${word}`)).toMatchObject({ value: `more ${word}` });
    const list = nodeOf([word]);
    expect(made.withVariables(list)).toBe(list);
  });
});
