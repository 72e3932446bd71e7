import { sha256Hex } from '@archivesmp/digests';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { compileRules } from '@archivesmp/drift';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inversePlan } from './inverse-plan.js';
import { makePlan } from './make-plan.js';
import { DEV_FIRST } from './waves.js';
import type { TargetFile } from './exact-change-request.js';
import { changeRequestsForPlugin } from './change-requests-for-plugin.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const BENT: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [], aliases: [] };
const DEVIATIONS = `
deviations: {Kits: {config.yml: {owner: {BENT01: bent}}}}
variables: {PORT: {everywhere: 25565, "instance:BENT01": 25570}, LATER: {"instance:OTHER": 1}}
ignore: [{plugin: Kits, file: ignored.yml, reason: made by the plugin}]
`;

type Texts = Readonly<Record<string, string>>;

/** A plugin with this baseline on an instance that has these files. */
function world(baseline: Texts, there: Texts, installed: boolean) {
  const desired = compileDesiredState({
    baselines: Object.entries(baseline).map(([path, text]) => ({ plugin: 'Kits', path, bytes: bytes(text) })),
    deviations: parseDeviations(bytes(DEVIATIONS)).document!,
    fleet: [BENT],
    now: '2026-01-01T00:00:00.000Z',
  });
  const nowOf = (file: string): TargetFile => {
    const text = there[file];
    const location = { instanceId: 'id', path: `plugins/Kits/${file}` };
    return text === undefined
      ? { ...location, state: 'absent' }
      : { ...location, state: 'present', bytes: bytes(text) };
  };
  const known = [...desired.plugins.get('Kits')!];
  const files = known.map(([file, expected]) => ({ file, expected, now: nowOf(file) }));
  const { changeRequests, left } = changeRequestsForPlugin({
    instanceId: 'id',
    instance: BENT,
    plugin: 'Kits',
    installed,
    rules: compileRules(desired.document),
    files,
  });
  const { plan, contents } = makePlan({
    changeRequests,
    targets: [{ instanceId: 'id', ...BENT, running: true, players: 0 }],
    files: files.map(({ now }) => now),
    sha256: sha256Hex,
    judgeOf: () => BY_NAME_AND_SHAPE,
    needsRestart: () => true,
    waves: DEV_FIRST,
  });
  const instance = plan.waves[0]?.instances[0];
  const after = { ...there };
  for (const { path, after: hash } of instance?.files ?? [])
    after[path.slice('plugins/Kits/'.length)] = new TextDecoder().decode(contents.get(hash!));
  return { left, plan, instance, after };
}

const BASELINE = { 'config.yml': 'owner: ada\nport: {{PORT}}\n', 'lang/en.yml': 'hello: hi\n' };

describe('bringing a plugin to its desired state', () => {
  it('makes the files of a plugin that has none, rendered for the instance', () => {
    const { instance, after } = world(BASELINE, {}, true);
    expect(after).toEqual({ 'config.yml': 'owner: bent\nport: 25570\n', 'lang/en.yml': 'hello: hi\n' });
    expect(instance).toMatchObject({ restart: true, risks: [] });
  });

  it('prepares a plugin that is not installed without a restart, and says where its JAR comes from', () => {
    const { instance, plan } = world(BASELINE, {}, false);
    expect(instance).toMatchObject({ restart: false, files: [{ beforeFirstBoot: true }, { before: null }] });
    expect(instance!.risks.map(({ kind }) => kind)).toEqual(['plugin_not_installed', 'plugin_not_installed']);
    expect(instance!.risks[0]!.message).toContain('its JAR comes from the updater');
    const undone = inversePlan(plan, sha256Hex).waves[0]!.instances[0]!.files;
    expect(undone.map(({ path, after }) => [path, after])).toEqual([
      ['plugins/Kits/config.yml', null],
      ['plugins/Kits/lang/en.yml', null],
    ]);
  });

  it('leaves alone what lies there of a plugin that is not installed, and what a rule ignores', () => {
    const there = { 'config.yml': 'owner: ben\n' };
    expect(world({ ...BASELINE, 'ignored.yml': 'a: 1\n' }, there, false).after).toEqual({
      ...there,
      'lang/en.yml': 'hello: hi\n',
    });
  });

  it('takes nothing away, and names what has no value here', () => {
    const { after, left } = world(
      { 'config.yml': 'owner: ada\n', 'more.yml': 'x: {{LATER}}\n' },
      { 'config.yml': 'extra: kept\nowner: wrong\n' },
      true,
    );
    expect(after).toEqual({ 'config.yml': 'extra: kept\nowner: bent\n' });
    expect(left).toMatchObject([
      { filePath: 'plugins/Kits/more.yml', reason: expect.stringContaining('{{LATER}}') },
    ]);
  });

  it('once is enough: what was brought there asks for nothing more', () => {
    const texts = fc.dictionary(
      fc.constantFrom('a.yml', 'b.yml', 'sub/c.yml'),
      fc
        .dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.integer({ min: -9, max: 9 }), { minKeys: 1 })
        .map((tree) =>
          Object.entries(tree)
            .map(([key, value]) => `${key}: ${value}\n`)
            .join(''),
        ),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(texts, texts, fc.boolean(), (baseline, there, installed) => {
        fc.pre(Object.keys(baseline).length > 0);
        const { after, left } = world(baseline, there, installed);
        expect(left).toEqual([]);
        for (const file of Object.keys(baseline)) expect(after).toHaveProperty([file]);
        expect(world(baseline, after, installed).plan.waves).toEqual([]);
      }),
    );
  });
});
