import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { checkFleetRules, compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { nodeOf } from '@archivesmp/config-text';
import { describe, expect, it } from 'vitest';
import { problemOfBreach, problemsOfDesired } from './expectation-problems.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const FLEET: readonly FleetInstance[] = [
  { name: 'BENT01', host: 'ovh', platform: 'paper', tags: ['event', 'smp'] },
  { name: 'SMP01', host: 'ovh', platform: 'paper', tags: ['event', 'smp'] },
  { name: 'PROXY01', host: 'ovh', platform: 'velocity', tags: [] },
];

function problems(deviations: string, baselines: Record<string, string>) {
  const { document, errors } = parseDeviations(bytes(deviations));
  expect(errors).toBeUndefined();
  const desired = compileDesiredState({
    baselines: Object.entries(baselines).map(([file, text]) => {
      const [plugin = '', ...path] = file.split('/');
      return { plugin, path: path.join('/'), bytes: bytes(text) };
    }),
    deviations: document!,
    fleet: FLEET,
    now: '2026-11-21T00:00:00Z',
  });
  return problemsOfDesired(desired);
}

const TAGS = 'tags: {event: {priority: 5, instances: []}, smp: {priority: 5, instances: []}}\n';

describe('what is wrong with expectations', () => {
  it('is nothing when all is well', () => {
    const deviations = 'deviations: {CMI: {config.yml: {a: {BENT01: 2}}}}\nvariables: {PORT: 1}\n';
    expect(problems(deviations, { 'CMI/config.yml': 'a: 1\np: "{{PORT}}"\n' })).toEqual([]);
  });

  it('tags of equal priority that disagree: named once, with every instance it concerns and both lines', () => {
    const deviations = `${TAGS}deviations:\n  CMI:\n    config.yml:\n      a:\n        "tag:event": 2\n        "tag:smp": 3\n`;
    expect(problems(deviations, { 'CMI/config.yml': 'a: 1\n' })).toMatchObject([
      {
        kind: 'scope_conflict',
        key: 'a',
        instances: ['BENT01', 'SMP01'],
        message: expect.stringMatching(/lines 6 and 7\); give one tag a higher priority/),
      },
    ]);
  });

  it('variables: without a value where they are needed, fought over, or mentioned nowhere', () => {
    const deviations = `${TAGS}variables: {PORT: {"instance:SMP01": 1}, WORLD: {"tag:event": a, "tag:smp": b}, OLD: 1}\n`;
    const found = problems(deviations, {
      '_server/server.properties': 'server-port={{PORT}}\nlevel-name={{WORLD}}\n',
    });
    expect(found.map(({ kind, key, instances }) => [kind, key, instances.join()])).toEqual(
      expect.arrayContaining([
        ['missing_variable', 'PORT', 'BENT01'],
        ['variable_conflict', 'WORLD', 'BENT01,SMP01'],
        ['unused_variable', 'OLD', ''],
      ]),
    );
    expect(found.flatMap(({ instances }) => instances)).not.toContain('PROXY01');
  });

  it('a variable without a value in a deviation, or in one file of several; names of the plugin itself are its own', () => {
    const found = problems(
      'variables: {PORT: {"instance:SMP01": 1}, LATE: {"instance:BENT01": z}}\n' +
        'deviations: {P: {a.yml: {b: {SMP01: "t_{{LATE}}"}}}}\n',
      { 'P/a.yml': 'a: {{PORT}}\nb: 1\nc: "{{TYPO}}"\n', 'P/b.yml': 'b: 1\n' },
    );
    expect(found.map(({ kind, file, key, instances }) => [kind, file, key, instances.join()])).toEqual([
      ['missing_variable', 'a.yml', 'PORT', 'BENT01'],
      ['missing_variable', 'a.yml', 'LATE', 'SMP01'],
    ]);
  });

  it('nothing of unmanaged files', () =>
    expect(
      problems('variables: {PORT: {"instance:SMP01": 1}}\nunmanaged: ["P/*"]\n', {
        'P/a.yml': 'a: {{PORT}}',
      }),
    ).toEqual([]));

  it('values that clash over the fleet, never showing a secret', () => {
    const rules = parseDeviations(
      bytes(
        'unique: [{plugin: _server, key: server-port, reason: one port}, {plugin: _server, key: rcon.password}]',
      ),
    ).document!.fleetRules;
    const root = nodeOf({ 'server-port': '25565', 'rcon.password': 'hunter2' });
    const files = FLEET.slice(0, 2).map((instance) => ({
      instance,
      plugin: '_server',
      file: 'server.properties',
      root,
    }));
    const found = checkFleetRules(rules, files).map((breach) =>
      problemOfBreach(breach, () => BY_NAME_AND_SHAPE),
    );
    expect(found).toMatchObject([
      { kind: 'not_unique', key: 'server-port', instances: ['BENT01', 'SMP01'] },
      { kind: 'not_unique', key: 'rcon.password' },
    ]);
    expect(found[0]!.message).toContain(
      'must be unique and is not (one port): BENT01 _server/server.properties',
    );
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});
