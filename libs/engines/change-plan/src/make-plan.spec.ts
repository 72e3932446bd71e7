import { sha256Hex } from '@archivesmp/digests';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inversePlan } from './inverse-plan.js';
import { makePlan } from './make-plan.js';
import type { PlanInput } from './plan-input.js';
import { hashOfPlan } from './plan-hash.js';
import { DEV_FIRST } from './waves.js';
import type { PlanTarget, TargetFile, ExactChangeRequest } from './exact-change-request.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const PATH = 'plugins/CMI/config.yml';

const target = (name: string, more: Partial<PlanTarget> = {}): PlanTarget => ({
  instanceId: `id-${name}`,
  name,
  host: 'ovh',
  platform: 'paper',
  tags: [],
  running: true,
  players: 0,
  ...more,
});
const file = (name: string, text: string, path = PATH): TargetFile => ({
  instanceId: `id-${name}`,
  path,
  state: 'present',
  bytes: bytes(text),
});
const edit = (name: string, value: boolean, path = PATH): ExactChangeRequest => ({
  kind: 'edit',
  instanceId: `id-${name}`,
  path,
  plugin: 'CMI',
  because: 'baseline says so',
  format: 'yaml',
  edits: [{ op: 'set', path: ['ReSpawn', 'Enabled'], value }],
});

function plan(input: Partial<PlanInput>) {
  return makePlan({
    changeRequests: [],
    targets: [],
    files: [],
    sha256: sha256Hex,
    judgeOf: () => BY_NAME_AND_SHAPE,
    needsRestart: () => true,
    waves: DEV_FIRST,
    ...input,
  });
}

it('an instance is restarted when one of its files needs it', () => {
  const [here, other] = [PATH, 'plugins/CMI/other.yml'];
  const needing = (path: string | undefined) =>
    plan({
      targets: [target('MINE01')],
      files: [here, other].map((one) => file('MINE01', 'ReSpawn: {Enabled: true}\n', one)),
      changeRequests: [edit('MINE01', false, here), edit('MINE01', false, other)],
      needsRestart: (_plugin, of) => of === path,
    }).plan.waves[0]!.instances[0]!.restart;
  expect([needing(here), needing(other), needing(undefined)]).toEqual([true, true, false]);
});

describe('a file that does not parse', () => {
  const TAB = 'ReSpawn:\n\tEnabled: false\n';
  const broken = { targets: [target('MINE01')], files: [file('MINE01', TAB)] };
  const fileTarget = { instanceId: 'id-MINE01', path: PATH, plugin: 'CMI', because: 'by hand' };

  it('is replaced as a whole, on its very bytes, and the plan says that it does not parse and where', () => {
    const request: ExactChangeRequest = {
      ...fileTarget,
      kind: 'write',
      bytes: bytes('a: 1\n'),
      format: 'yaml',
    };
    const [one] = plan({ ...broken, changeRequests: [request] }).plan.waves[0]!.instances;
    expect(one!.files).toMatchObject([{ before: sha256Hex(TAB), after: sha256Hex('a: 1\n') }]);
    const [risk] = one!.risks;
    expect(risk).toMatchObject({ kind: 'not_understood_target' });
    expect(risk!.message).toMatch(/does not parse as it is now \(line 2, column 1: /);
  });

  it('is deleted like any other, and no risk is told of what only its bytes say', () => {
    const [gone] = plan({ ...broken, changeRequests: [{ ...fileTarget, kind: 'delete' }] }).plan.waves[0]!
      .instances;
    expect(gone!.files).toMatchObject([{ before: sha256Hex(TAB), after: null }]);
    const text: ExactChangeRequest = { ...fileTarget, kind: 'write', bytes: bytes('x'), format: 'text' };
    expect(plan({ ...broken, changeRequests: [text] }).plan.waves[0]!.instances[0]!.risks).toEqual([]);
    const sound: ExactChangeRequest = {
      ...fileTarget,
      kind: 'write',
      bytes: bytes('a: 2\n'),
      format: 'yaml',
    };
    const files = [file('MINE01', 'a: 1\n')];
    expect(plan({ ...broken, files, changeRequests: [sound] }).plan.waves[0]!.instances[0]!.risks).toEqual(
      [],
    );
  });

  it('cannot be edited by key, and says where it breaks', () => {
    const { refusals } = plan({ ...broken, changeRequests: [edit('MINE01', true)] }).plan;
    expect(refusals).toHaveLength(1);
    expect(refusals[0]!.reason).toMatch(/line 2, column 1/);
  });

  it.each([
    ['unreadable', 'no permission', 'the file cannot be read: no permission'],
    ['unreadable', undefined, 'the file cannot be read'],
    ['unsettled', undefined, 'the file was being written when it was last looked at'],
  ] as const)('is another matter than one whose bytes are not known (%s, %s)', (state, reason, message) => {
    const unknown: TargetFile = {
      instanceId: fileTarget.instanceId,
      path: PATH,
      state,
      ...(reason && { reason }),
    };
    const changeRequests: ExactChangeRequest[] = [
      edit('MINE01', true),
      { ...fileTarget, kind: 'write', bytes: bytes('a') },
      { ...fileTarget, kind: 'delete' },
    ];
    for (const request of changeRequests) {
      const { waves, refusals } = plan({ ...broken, files: [unknown], changeRequests: [request] }).plan;
      expect(waves).toEqual([]);
      expect(refusals[0]!.reason.startsWith(message)).toBe(true);
      if (request.kind !== 'edit' && state === 'unreadable')
        expect(refusals[0]!.reason).toBe(`${message}, so it could not be backed up`);
      expect(refusals[0]!.reason.endsWith('could not be backed up')).toBe(request.kind !== 'edit');
    }
  });
});

it('plans on the first of two entries for one file, and on no other instance or path', () => {
  const [first, second] = ['ReSpawn: {Enabled: false}\n', 'ReSpawn: {Enabled: false} # later\n'];
  const elsewhere = [file('MINE02', 'a: 1\n'), file('MINE01', 'b: 1\n', 'plugins/CMI/other.yml')];
  const files = [...elsewhere, file('MINE01', first), file('MINE01', second)];
  const seen: unknown[] = [];
  const made = plan({
    files,
    targets: [target('MINE01')],
    changeRequests: [edit('MINE01', true)],
    consequences: (contents) => {
      seen.push(...contents.map(({ before }) => before));
      return new Map();
    },
  });
  expect(made.plan.waves[0]!.instances[0]!.files).toMatchObject([{ before: sha256Hex(first) }]);
  expect(seen).toEqual([bytes(first)]);
});

describe('mode and owner', () => {
  const like = { mode: 0o640, uid: 1000, gid: 1001 };
  const fileTarget = { instanceId: 'id-DEV01', path: PATH, plugin: 'CMI', because: 'by hand' };
  const there = { ...file('DEV01', 'a: 1\n'), like };
  const changeOf = (request: ExactChangeRequest, files: TargetFile[]) => {
    const { plan: made } = plan({ changeRequests: [request], targets: [target('DEV01')], files });
    const [forward] = made.waves[0]!.instances[0]!.files;
    const [back] = inversePlan(made, sha256Hex).waves[0]!.instances[0]!.files;
    return { forward, back };
  };

  it('of a deleted file are remembered, so that the rollback brings them back', () => {
    const { forward, back } = changeOf({ ...fileTarget, kind: 'delete' }, [there]);
    expect(forward).toMatchObject({ after: null, likeBefore: like });
    expect(back).toMatchObject({ before: null, likeAfter: like });
    expect(back).not.toHaveProperty('likeBefore');
  });

  it('come out of a backup, and the rollback brings back those that were there', () => {
    const old = { mode: 0o600, uid: 1000, gid: 1000 };
    const request: ExactChangeRequest = { ...fileTarget, kind: 'write', bytes: bytes('a: 2\n'), like: old };
    const { forward, back } = changeOf(request, [there]);
    expect(forward).toMatchObject({ likeBefore: like, likeAfter: old });
    expect(back).toMatchObject({ likeBefore: old, likeAfter: like });
    const made = changeOf(request, [{ instanceId: 'id-DEV01', path: PATH, state: 'absent' }]);
    expect(made.forward).toMatchObject({ before: null, likeAfter: old });
    expect(made.forward).not.toHaveProperty('likeBefore');
  });

  it('are left alone where the file stays and no backup speaks', () => {
    const { forward, back } = changeOf(edit('DEV01', true), [
      { ...file('DEV01', 'ReSpawn:\n  Enabled: false\n'), like },
    ]);
    for (const change of [forward, back])
      for (const side of ['likeBefore', 'likeAfter']) expect(change).not.toHaveProperty(side);
  });
});

describe('a plan', () => {
  it('names every file by its hash before and after and holds the exact new content', () => {
    const { plan: made, contents } = plan({
      changeRequests: [edit('BENT01', true)],
      targets: [target('BENT01')],
      files: [file('BENT01', 'ReSpawn:\n  Enabled: false # off\n')],
    });
    const [change] = made.waves[0]!.instances[0]!.files;
    const after = 'ReSpawn:\n  Enabled: true # off\n';
    expect(change).toMatchObject({
      before: sha256Hex('ReSpawn:\n  Enabled: false # off\n'),
      after: sha256Hex(after),
    });
    expect(change!.keys).toEqual([
      { path: ['ReSpawn', 'Enabled'], before: 'false', after: 'true', because: 'baseline says so' },
    ]);
    expect(new TextDecoder().decode(contents.get(change!.after!))).toBe(after);
    expect(made.refusals).toEqual([]);
  });

  it('sends DEV01 first, proxies last, hosts in between', () => {
    const names = ['SMP101', 'VEL01', 'DEV01', 'HUB01'];
    const { plan: made } = plan({
      changeRequests: names.map((name) => edit(name, true)),
      targets: [
        target('SMP101', { host: 'hetzner' }),
        target('VEL01', { platform: 'velocity' }),
        target('DEV01'),
        target('HUB01'),
      ],
      files: names.map((name) => file(name, 'ReSpawn:\n  Enabled: false\n')),
    });
    expect(made.waves.map((wave) => wave.instances.map((one) => one.name))).toEqual([
      ['DEV01'],
      ['SMP101'],
      ['HUB01'],
      ['VEL01'],
    ]);
  });

  it('asks what its configuration files would make worse, by both sides, and says so where it is', () => {
    const asked: unknown[] = [];
    const risk = { kind: 'new_drift', message: 'worse' } as const;
    const text = (bytesOf: Uint8Array | undefined) => bytesOf && new TextDecoder().decode(bytesOf);
    const gone: ExactChangeRequest = {
      kind: 'delete',
      instanceId: 'id-B',
      path: PATH,
      plugin: 'CMI',
      because: 'by hand',
    };
    const made: ExactChangeRequest = {
      ...gone,
      kind: 'write',
      instanceId: 'id-C',
      bytes: bytes('a: 1\n'),
      format: 'yaml',
    };
    const jar: ExactChangeRequest = {
      ...{ ...gone, kind: 'jar', instanceId: 'id-A', path: 'plugins/CMI.jar' },
      ...{ sha256: 'new', before: 'old', platforms: ['paper'] },
    };
    const { plan: planned } = plan({
      changeRequests: [edit('A', true), gone, made, jar],
      targets: ['A', 'B', 'C'].map((name) => target(name)),
      files: [
        file('A', 'ReSpawn: {Enabled: false}\n'),
        file('B', 'b: 1\n'),
        { instanceId: 'id-C', path: PATH, state: 'absent' },
      ],
      consequences: (changed) => {
        for (const { instanceId, path, before, after } of changed)
          asked.push([instanceId, path, text(before), text(after)]);
        return new Map([['id-A', [risk]]]);
      },
    });
    expect(asked).toEqual([
      ['id-A', PATH, 'ReSpawn: {Enabled: false}\n', 'ReSpawn: {Enabled: true}\n'],
      ['id-B', PATH, 'b: 1\n', undefined],
      ['id-C', PATH, undefined, 'a: 1\n'],
    ]);
    const risks = planned.waves.flatMap(({ instances }) =>
      instances.map(({ name, risks: of }) => [name, of.filter(({ kind }) => kind === 'new_drift')]),
    );
    expect(risks).toEqual([
      ['A', [risk]],
      ['B', []],
      ['C', []],
    ]);
  });

  it('refuses what it cannot do exactly and plans the rest', () => {
    const { plan: made } = plan({
      changeRequests: [edit('A', true), edit('B', true), edit('C', true), edit('D', true), edit('E', true)],
      targets: [target('A'), target('B', { hold: 'rolled back yesterday' }), target('C'), target('D')],
      files: [
        file('A', 'ReSpawn:\n  Enabled: false\n'),
        file('B', 'x: 1\n'),
        file('C', 'ReSpawn: [broken\n'),
        file('D', 'ReSpawn:\n  Enabled: true\n'),
      ],
    });
    expect(made.waves.flatMap((wave) => wave.instances.map((one) => one.name))).toEqual(['A']);
    expect(made.refusals.map((refusal) => refusal.instanceId)).toEqual(['id-B', 'id-C', 'id-D', 'id-E']);
    expect(made.refusals[0]!.reason).toContain('rolled back yesterday');
  });

  it('writes nothing into what is loaded or run, nor where nothing reads it', () => {
    const write = (path: string, plugin = 'CMI'): ExactChangeRequest => ({
      kind: 'write',
      instanceId: 'id-VEL01',
      path,
      plugin,
      because: 'asked for by hand',
      bytes: bytes('a: 1\n'),
    });
    const paths = ['plugins/Evil.jar', 'start.sh', '../../evil.yml', 'server.properties'];
    const changeRequests = [...paths.map((path) => write(path, '_server')), write('plugins/CMI/config.yml')];
    const { plan: made } = plan({
      changeRequests,
      targets: [target('VEL01', { platform: 'velocity' })],
      files: changeRequests.map(({ path, instanceId }) => ({ path, instanceId, state: 'absent' })),
      pluginPlatforms: () => ['paper'],
    });
    expect(made.waves).toEqual([]);
    expect(made.refusals.map(({ path }) => path)).toEqual(changeRequests.map(({ path }) => path));
  });

  it('gives a file out of a backup the name back that it had, and no other file such a name', () => {
    for (const path of ['plugins/CMI/con.yml', 'plugins/CMI/\u202egpj.yml', 'plugins/CMI/kit /a.yml']) {
      const fileTarget = {
        instanceId: 'id-A',
        path,
        plugin: 'CMI',
        because: 'by hand',
        bytes: bytes('a: 1\n'),
      };
      const of = (restores: { restores?: true }) =>
        plan({
          changeRequests: [{ ...fileTarget, kind: 'write', format: 'yaml', ...restores }],
          targets: [target('A')],
          files: [{ path, instanceId: 'id-A', state: 'absent' }],
        }).plan;
      expect(of({ restores: true }).waves[0]?.instances[0]?.files, path).toMatchObject([
        { path, before: null },
      ]);
      expect(of({}).waves, path).toEqual([]);
    }
  });

  describe('of a whole text', () => {
    const write = (text: string, more: object = {}): ExactChangeRequest => ({
      kind: 'write',
      instanceId: 'id-A',
      path: PATH,
      plugin: 'CMI',
      because: 'asked for by hand',
      bytes: bytes(text),
      format: 'yaml',
      ...more,
    });
    const of = (request: ExactChangeRequest, input: Partial<PlanInput> = {}) =>
      plan({ changeRequests: [request], targets: [target('A')], files: [file('A', 'a: 1\n')], ...input })
        .plan;

    it('refuses one that no server could load, with line and column and what to do', () => {
      const made = of(write('a: 1\nb:\n\tc: 2\n'));
      expect(made.waves).toEqual([]);
      expect(made.refusals[0]!.reason).toMatch(/would not load: line 3, column 1: .*asIs/);
    });

    it('plans it as it is when that is meant, and names the risk', () => {
      const [one] = of(write('a: [1\n'), { asIs: true }).waves[0]!.instances;
      expect(one!.files[0]!.after).toBe(sha256Hex('a: [1\n'));
      expect(one!.risks).toEqual([
        {
          kind: 'would_not_load',
          message: expect.stringMatching(/config\.yml would not load: line \d+, column/),
        },
      ]);
    });

    it('only tells when Bukkit alone would refuse it: not every plugin reads with it', () => {
      const risks = (request: ExactChangeRequest) =>
        of(request).waves[0]!.instances[0]!.risks.map(({ kind }) => kind);
      expect(risks(write('- a\n', { view: 'bukkit' }))).toEqual(['would_not_load', 'type_change']);
      expect(risks(write('- a\n'))).toEqual(['type_change']);
      expect(risks(write('a: 2\n', { view: 'bukkit' }))).toEqual([]);
    });
  });

  it('names it as a risk that a file which is changed has no business on the platform', () => {
    const { plan: made } = plan({
      changeRequests: [edit('VEL01', true)],
      targets: [target('VEL01', { platform: 'velocity' })],
      files: [file('VEL01', 'ReSpawn:\n  Enabled: false\n')],
      pluginPlatforms: () => ['paper'],
    });
    const [one] = made.waves[0]!.instances;
    expect(one!.risks.map(({ kind }) => kind)).toContain('platform_mismatch');
  });

  it('never crosses platforms with a JAR', () => {
    const jar: ExactChangeRequest = {
      kind: 'jar',
      instanceId: 'id-VEL01',
      path: 'plugins/X.jar',
      plugin: 'X',
      because: 'update',
      sha256: 'f'.repeat(64),
      before: null,
      platforms: ['paper'],
    };
    const { plan: made } = plan({
      changeRequests: [jar],
      targets: [target('VEL01', { platform: 'velocity' })],
    });
    expect(made.waves).toEqual([]);
    expect(made.refusals[0]!.reason).toContain('velocity');
  });

  it('masks a secret at any depth and whatever its key is called', () => {
    const value = { user: 'me', password: 'hunter2', urls: ['redis://me:hunter2@host'] };
    const { plan: made } = plan({
      changeRequests: [
        { ...edit('BENT01', true), edits: [{ op: 'set', path: ['database'], value }] } as ExactChangeRequest,
      ],
      targets: [target('BENT01')],
      files: [file('BENT01', 'database:\n  password: hunter2\n')],
    });
    expect(JSON.stringify(made)).not.toContain('hunter2');
    const [one] = made.waves[0]!.instances;
    expect(one!.files[0]!.keys[0]!.after).toBe('{"user": "me", "password": ••••••, "urls": [••••••]}');
    expect(one!.risks.map(({ kind }) => kind)).toContain('secret_involved');
  });

  it('says what it would cost: players, deletions, secrets', () => {
    const { plan: made } = plan({
      changeRequests: [
        {
          ...edit('A', true),
          edits: [
            { op: 'unset', path: ['old'] },
            { op: 'set', path: ['password'], value: 'canary-new' },
          ],
        } as ExactChangeRequest,
        {
          kind: 'delete',
          instanceId: 'id-A',
          path: 'plugins/CMI/old.yml',
          plugin: 'CMI',
          because: 'obsolete',
        },
      ],
      targets: [target('A', { players: 7 })],
      files: [file('A', 'old: 1\npassword: canary-old\n'), file('A', 'x: 1\n', 'plugins/CMI/old.yml')],
    });
    const [instance] = made.waves[0]!.instances;
    expect(instance!.risks.map((risk) => risk.kind).sort()).toEqual([
      'deletion',
      'deletion',
      'players_online',
      'secret_involved',
    ]);
    expect(JSON.stringify(made)).not.toContain('canary');
  });

  it('asks for no restart of a stopped instance but says that nothing is proved', () => {
    const { plan: made } = plan({
      changeRequests: [edit('A', true)],
      targets: [target('A', { running: false })],
      files: [file('A', 'ReSpawn:\n  Enabled: false\n')],
    });
    expect(made.waves[0]!.instances[0]).toMatchObject({
      restart: false,
      risks: [{ kind: 'instance_stopped' }],
    });
  });
});

describe('laws of plans', () => {
  const fleets = fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[A-Z]{3}[0-9]{2}$/),
      host: fc.constantFrom('ovh', 'hetzner'),
      platform: fc.constantFrom('paper' as const, 'velocity' as const),
      old: fc.boolean(),
      wanted: fc.boolean(),
    }),
    { selector: (one) => one.name, maxLength: 8 },
  );
  const planOf = (
    fleet: { name: string; host: string; platform: 'paper' | 'velocity'; old: boolean; wanted: boolean }[],
  ) =>
    plan({
      changeRequests: fleet.map((one) => edit(one.name, one.wanted)),
      targets: fleet.map((one) => target(one.name, { host: one.host, platform: one.platform })),
      files: fleet.map((one) => file(one.name, `ReSpawn:\n  Enabled: ${one.old}\n`)),
    }).plan;

  it('every change request is planned or refused, once', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const made = planOf(fleet);
        const planned = made.waves.flatMap((wave) => wave.instances.map((one) => one.name));
        expect(planned.length + made.refusals.length).toBe(fleet.length);
        expect(new Set(planned).size).toBe(planned.length);
        for (const one of fleet) expect(planned.includes(one.name)).toBe(one.old !== one.wanted);
      }),
    );
  });

  it('the inverse gives back what was there, and its inverse is the plan', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const made = planOf(fleet);
        const back = inversePlan(made, sha256Hex);
        const hashes = (one: typeof made, side: 'before' | 'after') =>
          one.waves.flatMap((wave) =>
            wave.instances.flatMap((instance) => instance.files.map((change) => change[side])),
          );
        expect(hashes(back, 'after')).toEqual(hashes(made, 'before'));
        expect(hashes(inversePlan(back, sha256Hex), 'after')).toEqual(hashes(made, 'after'));
      }),
    );
  });

  it('the hash depends on the content only, and on all of it', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const made = planOf(fleet);
        expect(planOf([...fleet].reverse()).hash === made.hash || made.refusals.length > 1).toBe(true);
        const tampered = structuredClone(made) as {
          waves: { instances: { restart: boolean }[] }[];
        } & typeof made;
        const [first] = tampered.waves.flatMap((wave) => wave.instances) as { restart: boolean }[];
        if (first === undefined) return;
        first.restart = !first.restart;
        expect(hashOfPlan(tampered, sha256Hex)).not.toBe(made.hash);
      }),
    );
  });
});
