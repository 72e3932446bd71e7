import { expect, it } from 'vitest';
import { personOf } from './audit-person.js';

it.each([
  ['mia', { via: 'session' }, 'mia'],
  ['mia', { via: 'nobody' }, undefined],
  ['backup', {}, undefined],
  ['mia (token laptop)', { via: 'token' }, 'mia'],
  ['mia (token laptop)', {}, 'mia'],
  ['token:laptop', { via: 'token', person: 'mia' }, 'mia'],
  ['token:ci', { via: 'token' }, undefined],
  ['token:ci', { via: 'session' }, undefined],
  ['backup', { person: 7 }, undefined],
])('of %s with %j is %s', (actor, detail, person) =>
  expect(personOf({ actor, detail: JSON.stringify(detail) })).toBe(person),
);
