import { expect, it } from 'vitest';
import { scopesNow } from './token-scopes.js';

it.each([
  [['write'], 'viewer', ['read']],
  [['read', 'write', 'admin'], 'operator', ['read', 'write']],
  [['admin', 'agent:ovh'], 'admin', ['admin', 'agent:ovh']],
  [['read', 'agent:ovh'], 'operator', ['read']],
  [['agent:ovh'], 'viewer', []],
  [['write', 'agent:ovh'], undefined, ['write', 'agent:ovh']],
] as const)('scopes %j of a person who is %s work as %j', (scopes, role, now) =>
  expect(scopesNow(scopes, role)).toEqual(now),
);
