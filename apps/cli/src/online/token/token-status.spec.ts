import type { TokenView } from '@archivesmp/api-client';
import { expect, it } from 'vitest';
import { timeText } from '../time-text.js';
import { isValid, ownerText, powerText, tokenStatusText } from './token-status.js';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const token = (more: Partial<TokenView> = {}): TokenView => ({
  id: 't',
  label: 'laptop',
  scopes: ['write'],
  createdBy: 'mia',
  createdAt: '2026-11-20T09:00:00.000Z',
  expiresAt: '2026-11-22T09:00:00.000Z',
  ...more,
});

it.each([
  [{}, true, `until ${timeText('2026-11-22T09:00:00.000Z')}`],
  [{ expiresAt: '2026-11-21T09:00:00.000Z' }, false, `expired ${timeText('2026-11-21T09:00:00.000Z')}`],
  [{ revokedAt: '2026-11-21T08:00:00.000Z' }, false, `revoked ${timeText('2026-11-21T08:00:00.000Z')}`],
])('with %j it is valid: %s, %s', (more, valid, words) => {
  expect(isValid(token(more), NOW)).toBe(valid);
  expect(tokenStatusText(token(more), NOW)).toBe(words);
});

it.each([
  [{ owner: 'mia' }, 'mia'],
  [{ scopes: ['agent:ovh'] }, 'of a host'],
  [{ scopes: ['agent:ovh', 'read'] }, 'of no person'],
])('%j is %s', (more, words) => expect(ownerText(token(more))).toBe(words));

it.each([
  [{ ownerRole: 'operator' }, 'write'],
  [{ ownerRole: 'viewer' }, 'read (made for write)'],
  [{ ownerRole: 'viewer', scopes: ['agent:ovh'] }, 'nothing (made for agent:ovh)'],
  [{}, 'write'],
] as const)('%j may do: %s', (more, words) =>
  expect(powerText(token({ ...more, scopes: [...('scopes' in more ? more.scopes : ['write'])] }))).toBe(
    words,
  ),
);
