import { describe, expect, it } from 'vitest';
import { instancesCalled } from './fleet-instance.js';
import { asDescribed, describedInstance, namedFleet } from './named-fleet.js';
import { isFileOn } from './server-files.js';

const one = (id: string, name: string, host: string, friendlyName = name) => ({
  id,
  name,
  host,
  friendlyName,
  platform: 'paper' as const,
  tags: [],
});

describe('a fleet under its names', () => {
  const fleet = namedFleet([one('1', 'A', 'ovh', 'Lobby'), one('2', 'A', 'home'), one('3', 'B', 'ovh')]);

  it('tells instances of one name apart by their hosts, and finds each by id and name', () => {
    expect([...fleet.nameOf]).toEqual([
      ['1', 'A@ovh'],
      ['2', 'A@home'],
      ['3', 'B'],
    ]);
    expect(fleet.idOf.get('A@home')).toBe('2');
  });

  it('knows whom a name means', () => {
    const called = (name: string) => instancesCalled(name, fleet.instances).map((found) => found.name);
    expect(called('A')).toEqual(['A@ovh', 'A@home']);
    expect(called('A@ovh')).toEqual(['A@ovh']);
    expect(called('Lobby')).toEqual(['A@ovh']);
    expect(called('3')).toEqual(['B']);
    expect(called('b')).toEqual([]);
  });
});

it('a file of the server is one of its platform, a file of a plugin is the plugin’s', () => {
  expect(isFileOn('_server', 'server.properties', 'velocity')).toBe(false);
  expect(isFileOn('_server', 'velocity.toml', 'velocity')).toBe(true);
  expect(isFileOn('CMI', 'server.properties', 'velocity')).toBe(true);
});

it('finds an instance by its id among those that a document describes, and none that is not there', () => {
  const fleet = namedFleet([one('a', 'SMP1', 'ovh'), one('b', 'SMP1', 'hetzner')]);
  const described = fleet.instances.map((instance) => ({ ...instance, tags: [`of ${instance.host}`] }));
  expect(describedInstance(described, fleet, 'b')?.tags).toEqual(['of hetzner']);
  expect(describedInstance(described.slice(0, 1), fleet, 'b')).toBeUndefined();
  expect(describedInstance(described, fleet, 'SMP1')).toBeUndefined();
});

it('takes the words that describe an instance, and the instance itself where nothing describes it', () => {
  const found = { name: 'SMP1', host: 'ovh', platform: 'paper', tags: [] } as const;
  const described = [{ ...found, tags: ['survival'] }];
  expect(asDescribed(described, found).tags).toEqual(['survival']);
  expect(asDescribed(described, { ...found, name: 'SMP2' })).toEqual({ ...found, name: 'SMP2' });
});
