import { OWNERSHIP_REASONS } from '@archivesmp/contracts/fleet';
import { describe, expect, it } from 'vitest';
import { explainClaim } from './contradiction.js';

const BENT = '0f8247da-f1c9-4898-a806-8017beeb15e7';
const claim = {
  instanceId: BENT,
  claimedBy: 'deneb',
  by: 'agent',
  owner: 'ovh',
  reason: 'panel',
} as const;

describe('the explanation of a claim', () => {
  it('says who claims what, and that nothing moves until a person decides', () => {
    const { says, meanwhile } = explainClaim(claim);
    expect(says).toBe(
      'The agent of deneb says that it is on deneb; it belongs to ovh, because its panel lists it there.',
    );
    expect(meanwhile).toMatch(
      /^Nothing moved, .* read and changed on ovh only, what deneb reports of it is ignored/,
    );
  });

  it('says who ends it by which command, for every claim and every reason', () => {
    for (const by of ['agent', 'panel'] as const)
      for (const reason of OWNERSHIP_REASONS) {
        const { remedies } = explainClaim({ ...claim, by, reason });
        expect(remedies[0]).toBe(
          `It was moved to deneb: an admin says so with asmp assign ${BENT} deneb --reason "…".`,
        );
        expect(remedies.some((one) => one.includes(`asmp unassign ${BENT}`))).toBe(reason === 'person');
        expect(remedies.some((one) => one.includes('asmp host rotate deneb'))).toBe(by === 'agent');
        expect(remedies.some((one) => one.includes('physical_server'))).toBe(by === 'panel');
        expect(remedies.at(-1)).toMatch(/^Neither is so: /);
      }
  });
});
