import { expect, it } from 'vitest';
import { hostAccessState } from './host-access-status.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 30, 12, minute));
const GIVEN = { givenAt: at(1), tokensFrom: at(1) };

it('is given until its token expires, and expired from that moment on', () => {
  const token = { expiresAt: at(30) };
  expect(hostAccessState({ ...GIVEN, token }, at(29))).toEqual({ state: 'given', since: at(1) });
  expect(hostAccessState({ ...GIVEN, token }, at(30))).toEqual({ state: 'expired', since: at(30) });
});

it('is revoked with its token, also one that would have expired since', () => {
  const token = { expiresAt: at(30), revokedAt: at(5) };
  expect(hostAccessState({ ...GIVEN, token }, at(40))).toEqual({ state: 'revoked', since: at(5) });
});

it('is revoked since the later of both: its token, and every token of its agent', () => {
  const token = { expiresAt: at(30), revokedAt: at(5) };
  expect(hostAccessState({ givenAt: at(1), tokensFrom: at(9), token }, at(10)).since).toEqual(at(9));
});

it('is revoked where its token is no longer on record', () => {
  expect(hostAccessState({ givenAt: at(1), tokensFrom: at(9) }, at(10))).toEqual({
    state: 'revoked',
    since: at(9),
  });
});
