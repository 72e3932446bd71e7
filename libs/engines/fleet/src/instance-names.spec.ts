import { expect, it } from 'vitest';
import { distinctNames, nameWithHost } from './instance-names.js';

it('the name of an instance is its own, with its host where another has the same', () => {
  const pathOf = (name: string, host: string) => ({ name, host });
  expect(distinctNames([pathOf('A', 'ovh'), pathOf('B', 'ovh'), pathOf('A', 'hetzner')])).toEqual([
    'A@ovh',
    'B',
    'A@hetzner',
  ]);
  expect(distinctNames([pathOf('A', 'ovh'), pathOf('a', 'ovh')])).toEqual(['A', 'a']);
  expect(distinctNames([pathOf('A', 'x'), pathOf('A', 'y'), pathOf('A', 'z')])).toEqual([
    'A@x',
    'A@y',
    'A@z',
  ]);
  expect(distinctNames([])).toEqual([]);
  expect(nameWithHost(pathOf('B', 'ovh'))).toBe('B@ovh');
});
