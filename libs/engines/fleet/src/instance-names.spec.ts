import { expect, it } from 'vitest';
import { distinctNames, nameWithHost } from './instance-names.js';

it('the name of an instance is its own, with its host where another has the same', () => {
  const at = (name: string, host: string) => ({ name, host });
  expect(distinctNames([at('A', 'ovh'), at('B', 'ovh'), at('A', 'hetzner')])).toEqual([
    'A@ovh',
    'B',
    'A@hetzner',
  ]);
  expect(distinctNames([at('A', 'ovh'), at('a', 'ovh')])).toEqual(['A', 'a']);
  expect(distinctNames([at('A', 'x'), at('A', 'y'), at('A', 'z')])).toEqual(['A@x', 'A@y', 'A@z']);
  expect(distinctNames([])).toEqual([]);
  expect(nameWithHost(at('B', 'ovh'))).toBe('B@ovh');
});
