import { expect, it } from 'vitest';
import { askedBy } from './asked-by.js';

it.each([
  ['mia', { person: 'mia' }],
  ['mia (token laptop)', { person: 'mia' }],
  ['token:ci', {}],
  ['schedule', {}],
])('%s asked in the name of %j', (requestedBy, inTheNameOf) =>
  expect(askedBy({ requestedBy })).toEqual({ actor: requestedBy, inTheNameOf }),
);

it('is the service itself where nobody knows', () =>
  expect(askedBy(undefined)).toEqual({ actor: 'backup', inTheNameOf: {} }));
