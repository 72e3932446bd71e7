import { describe, expect, it } from 'vitest';
import { whyHostStays } from './why-host-stays.js';

type Host = Parameters<typeof whyHostStays>[0];
const REVOKED: Host = {
  name: 'ovh',
  panel: false,
  access: 'revoked',
  accessSince: '2026-11-30T08:00:00.000Z',
  agent: 'silent',
};
const aliveHost = (lastHeardAt: string, more: Partial<Host> = {}): Host => ({
  ...REVOKED,
  agent: 'alive',
  agentAgeSeconds: 7,
  lastHeardAt,
  ...more,
});
const on = (name: string, more: { isListed?: boolean; isAssigned?: boolean } = {}) => ({
  id: name,
  name,
  isListed: false,
  isAssigned: false,
  ...more,
});

describe('a host that somebody wants out of sight', () => {
  it.each<[string, Host]>([
    ['was revoked', REVOKED],
    ['has a token made otherwise and is silent', { ...REVOKED, access: 'other-token' }],
    ['was never more than a name', { ...REVOKED, access: 'none' }],
    ['fell silent', { ...REVOKED, access: 'none', agent: 'stale', lastHeardAt: '2026-11-30T07:00:00.000Z' }],
    [
      'was heard before its other token was made',
      aliveHost('2026-11-30T08:00:00.000Z', { access: 'other-token' }),
    ],
    ['was heard until it was revoked', aliveHost('2026-11-30T08:00:00.000Z')],
  ])('goes when it %s, with what only its agent reported', (_, host) => {
    expect(whyHostStays(host, [])).toBeUndefined();
    expect(whyHostStays(host, [on('GHOST')])).toBeUndefined();
  });

  it.each<[string, Host, RegExp]>([
    ['is a panel', { ...REVOKED, panel: true }, /panel of amp_servers: take it out of host\.yaml/],
    ['has access', { ...REVOKED, access: 'given' }, /asmp host revoke ovh/],
    ['has an access that expired', { ...REVOKED, access: 'expired' }, /asmp host revoke ovh/],
    [
      'is heard under a token made otherwise',
      aliveHost('2026-11-30T08:00:00.001Z', { access: 'other-token' }),
      /heard 7 s ago.*asmp host revoke ovh ends every token/,
    ],
    ['is heard after it was revoked', aliveHost('2026-11-30T08:00:00.001Z'), /heard 7 s ago: wait/],
    [
      'was heard and has no token',
      aliveHost('2026-11-30T07:00:00.000Z', { access: 'none' }),
      /heard 7 s ago: wait/,
    ],
  ])('stays while it %s', (_, host, why) => expect(whyHostStays(host, [])).toMatch(why));

  it('stays with what a panel or a person put there, and says what', () => {
    const listed = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => on(name, { isListed: true }));
    expect(whyHostStays(REVOKED, [on('GHOST'), ...listed])).toMatch(
      /^A, B, C, D, E and 1 more are on ovh, says a panel/,
    );
    expect(whyHostStays(REVOKED, listed.slice(0, 1))).toMatch(/^A is on ovh, says a panel/);
    expect(whyHostStays(REVOKED, [on('BENT01', { isAssigned: true })])).toMatch(
      /^A person said that BENT01 is on ovh.*asmp unassign/,
    );
  });
});
