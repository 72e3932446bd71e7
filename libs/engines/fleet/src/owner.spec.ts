import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideOwner, type Claims } from './owner.js';

const HOSTS = ['deneb', 'hetzner', 'ovh', 'vega'] as const;
const host = fc.constantFrom(...HOSTS);
const claims: fc.Arbitrary<Claims> = fc
  .record(
    {
      assigned: host,
      known: fc.record({ host, panel: host }, { requiredKeys: ['host'] }),
      panels: fc.uniqueArray(fc.record({ panel: host, host }), {
        selector: ({ panel }) => panel,
        maxLength: 4,
      }),
      agents: fc.uniqueArray(host),
      whole: fc.uniqueArray(host),
    },
    { requiredKeys: ['panels', 'agents', 'whole'] },
  )
  .map(({ whole, ...reported }) => ({
    ...reported,
    answered: (panel: string) => whole.includes(panel as never),
  }));

describe('on which host an instance lives', () => {
  it('is never decided by an agent once the instance is known', () =>
    fc.assert(
      fc.property(claims, fc.uniqueArray(host), (reported, others) => {
        fc.pre(reported.assigned !== undefined || reported.known !== undefined || reported.panels.length > 0);
        expect(decideOwner({ ...reported, agents: others })).toEqual(decideOwner(reported));
      }),
    ));

  it('is where a person says, whatever all others say', () =>
    fc.assert(
      fc.property(claims, host, (reported, assigned) => {
        expect(decideOwner({ ...reported, assigned })).toEqual({ host: assigned, reason: 'person' });
      }),
    ));

  it('changes by a panel only, and only to a host that one lists', () =>
    fc.assert(
      fc.property(claims, ({ assigned: _, ...reported }) => {
        const owner = decideOwner(reported);
        if (reported.known === undefined || owner === undefined || owner.host === reported.known.host) return;
        expect(owner.reason).toBe('panel');
        expect(reported.panels.map((one) => one.host)).toContain(owner.host);
        expect(reported.known.panel).toBeDefined();
      }),
    ));

  it('stays, as long as the panel that listed it does not answer, whatever other panels list', () =>
    fc.assert(
      fc.property(claims, host, host, ({ assigned: _, ...reported }, home, panel) => {
        const others = reported.panels.filter((one) => one.panel !== panel);
        const known = { host: home, panel };
        const owner = decideOwner({ ...reported, known, panels: others, answered: (one) => one !== panel });
        expect(owner).toEqual({ host: home, reason: 'last-panel' });
      }),
    ));

  it.each<[string, Partial<Claims>, string | undefined, string | undefined]>([
    [
      'the panel that lists it',
      { panels: [{ panel: 'ovh', host: 'ovh' }], agents: ['hetzner'] },
      'ovh',
      'panel',
    ],
    ['the first agent that reports it', { agents: ['hetzner', 'ovh'] }, 'hetzner', 'first-agent'],
    [
      'that agent, also when the panel of another host lists it later',
      { known: { host: 'hetzner' }, panels: [{ panel: 'ovh', host: 'ovh' }] },
      'hetzner',
      'first-agent',
    ],
    [
      'the panel that listed it before, of two that list it',
      {
        known: { host: 'hetzner', panel: 'hetzner' },
        panels: [
          { panel: 'deneb', host: 'deneb' },
          { panel: 'hetzner', host: 'hetzner' },
        ],
      },
      'hetzner',
      'panel',
    ],
    [
      'another panel, once the one before answers without it',
      { known: { host: 'hetzner', panel: 'hetzner' }, panels: [{ panel: 'ovh', host: 'ovh' }] },
      'ovh',
      'panel',
    ],
    ['no host, when none is stated', {}, undefined, undefined],
  ])('belongs to %s', (_what, reported, owner, reason) =>
    expect(decideOwner({ panels: [], agents: [], answered: () => true, ...reported })).toEqual(
      owner === undefined ? undefined : { host: owner, reason },
    ),
  );
});
