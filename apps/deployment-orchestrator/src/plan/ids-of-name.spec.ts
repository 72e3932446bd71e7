import type { NamedFleet } from '@archivesmp/fleet';
import { expect, it } from 'vitest';
import { idsOf, noInstance } from './ids-of-name.js';

const fleet = {
  instances: [
    { name: 'BENT01' },
    { name: 'HUB01@a', aliases: ['HUB01'] },
    { name: 'HUB01@b', aliases: ['HUB01'] },
  ],
  idOf: new Map([
    ['BENT01', 'i1'],
    ['HUB01@a', 'i2'],
    ['HUB01@b', 'i3'],
  ]),
} as unknown as NamedFleet;

it('a plain name means all that have it, and a wrong one names what was meant', () => {
  expect(idsOf('HUB01', fleet)).toEqual(['i2', 'i3']);
  expect(idsOf('BENT1', fleet)).toEqual([]);
  expect(noInstance('BENT1', fleet)).toBe('there is no instance of this name; did you mean BENT01?');
  expect(noInstance('X', fleet)).toBe(
    'there is no instance of this name; there are BENT01, HUB01@a, HUB01@b',
  );
});

it('the id of one is that one, also where another is called like it', () => {
  const instances = [{ name: 'BENT01', aliases: ['i1'] }, { name: 'i1' }];
  const idOf = new Map([...fleet.idOf, ['i1', 'decoy']]);
  expect(idsOf('i1', { ...fleet, instances, idOf } as unknown as NamedFleet)).toEqual(['i1']);
});
