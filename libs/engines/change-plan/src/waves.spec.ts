import { describe, expect, it } from 'vitest';
import type { InstancePlan } from './plan.js';
import { arrangeWaves, DEV_FIRST, type WaveOrder } from './waves.js';
import type { PlanTarget } from './exact-change-request.js';

type Known = Pick<PlanTarget, 'name'> & Partial<PlanTarget>;

const arranged = (order: Partial<WaveOrder>, ...known: Known[]): [string, string[]][] => {
  const targets = known.map((one): PlanTarget => ({
    instanceId: `id-${one.name}`,
    host: 'ovh',
    platform: 'paper',
    tags: [],
    running: true,
    players: 0,
    ...one,
  }));
  const instances = targets.map(({ instanceId, name, host, platform }): InstancePlan => {
    return { instanceId, name, host, platform, files: [], restart: true, risks: [] };
  });
  const byId = new Map(targets.map((one) => [one.instanceId, one]));
  return arrangeWaves(instances, byId, { ...DEV_FIRST, ...order }).map(({ name, instances: members }) => [
    name,
    members.map((member) => member.name),
  ]);
};

describe('waves', () => {
  it('go development first, then host by host in order of name, proxies last', () => {
    expect(
      arranged(
        {},
        { name: 'VEL', platform: 'velocity' },
        { name: 'B', host: 'ovh' },
        { name: 'C', host: 'hetzner' },
        { name: 'A', host: 'ovh' },
        { name: 'DEV01' },
        { name: 'TRY', tags: ['dev'] },
      ),
    ).toEqual([
      ['first', ['DEV01', 'TRY']],
      ['hetzner', ['C']],
      ['ovh', ['A', 'B']],
      ['proxies', ['VEL']],
    ]);
  });

  it.each(['velocity', 'bungeecord', 'geyser'] as const)(
    '%s is a proxy: players come in through it',
    (platform) =>
      expect(arranged({}, { name: 'P', platform }, { name: 'S' })).toEqual([
        ['ovh', ['S']],
        ['proxies', ['P']],
      ]),
  );

  it('a proxy for development is development, and is there once', () => {
    expect(arranged({}, { name: 'VEL', platform: 'velocity', tags: ['dev'] }, { name: 'S' })).toEqual([
      ['first', ['VEL']],
      ['ovh', ['S']],
    ]);
  });

  it('leave out what is empty, and put what is named by tag or name first', () => {
    expect(arranged({ first: ['A', 'canary'] }, { name: 'A' }, { name: 'B', tags: ['canary'] })).toEqual([
      ['first', ['A', 'B']],
    ]);
    expect(arranged({ first: [] }, { name: 'DEV01', tags: ['dev'] })).toEqual([['ovh', ['DEV01']]]);
    expect(arranged({})).toEqual([]);
  });

  it('take instances of one name in order of their ids', () => {
    const twins = [
      { name: 'S', instanceId: 'b', host: 'x' },
      { name: 'S', instanceId: 'a', host: 'x' },
    ];
    const target = (one: (typeof twins)[number]): PlanTarget => ({
      ...one,
      platform: 'paper',
      tags: [],
      running: true,
    });
    const instances = twins.map((one): InstancePlan => ({
      ...one,
      platform: 'paper',
      files: [],
      restart: true,
      risks: [],
    }));
    const byId = new Map(twins.map((one) => [one.instanceId, target(one)]));
    expect(
      arrangeWaves(instances, byId, DEV_FIRST)[0]!.instances.map(({ instanceId }) => instanceId),
    ).toEqual(['a', 'b']);
  });

  it('go by the first mention of a tag, and by no tag when grouped by host', () => {
    const known = [
      { name: 'A', host: 'x', tags: ['late'] },
      { name: 'B', host: 'y', tags: ['soon'] },
    ];
    const tags = ['soon', 'late', 'soon', 'y'];
    expect(arranged({ groupBy: 'tag', tags }, ...known)).toEqual([
      ['soon', ['B']],
      ['late', ['A']],
    ]);
    expect(arranged({ groupBy: 'host', tags }, ...known)).toEqual([
      ['x', ['A']],
      ['y', ['B']],
    ]);
  });

  it('are one for all when grouped so', () => {
    expect(arranged({ groupBy: 'all' }, { name: 'B', host: 'x' }, { name: 'A', host: 'y' })).toEqual([
      ['all', ['A', 'B']],
    ]);
  });

  it('go in the order of the tags, an instance with the first of its tags, the others last', () => {
    expect(
      arranged(
        { groupBy: 'tag', tags: ['small', 'large'] },
        { name: 'A' },
        { name: 'B', tags: ['large'] },
        { name: 'C', tags: ['large', 'small'] },
        { name: 'D', tags: ['other'] },
      ),
    ).toEqual([
      ['small', ['C']],
      ['large', ['B']],
      ['others', ['A', 'D']],
    ]);
    expect(arranged({ groupBy: 'tag', tags: undefined }, { name: 'A', tags: ['x'] })).toEqual([
      ['others', ['A']],
    ]);
  });

  it('go by the name of the host although tags are named, when they are grouped by host', () => {
    expect(
      arranged({ groupBy: 'host', tags: ['ovh'] }, { name: 'A', host: 'ovh' }, { name: 'B', host: 'a' }),
    ).toEqual([
      ['a', ['B']],
      ['ovh', ['A']],
    ]);
  });

  it("are the operators' own when nothing else is said", () =>
    expect(DEV_FIRST).toEqual({ first: ['dev', 'DEV01'], groupBy: 'host' }));
});
