import { describe, expect, it } from 'vitest';
import { campaignSections } from './campaign-specs.js';

const SPECS = ['apps/hub/test/b.int.spec.ts', 'libs/x/src/c.spec.ts', 'apps/hub/test/a.int.spec.ts'];

describe('./dev test full', () => {
  it('builds, then runs every campaign with the configuration that its ending names', () =>
    expect(campaignSections([], SPECS)).toMatchObject([
      { name: 'build' },
      {
        name: 'int',
        config: 'vitest.int.config.ts',
        only: [SPECS[2], SPECS[0]],
        title: expect.stringContaining('a, b'),
      },
      { name: 'unit', config: 'vitest.config.ts', only: [SPECS[1]] },
    ]));

  it('runs only those that were named', () =>
    expect(
      campaignSections(['test/b'], SPECS).map((section) => ('only' in section ? section.only : [])),
    ).toEqual([[], [SPECS[0]]]));

  it('names those that there are when none is meant', () =>
    expect(() => campaignSections(['nothing'], SPECS)).toThrow(/no campaign nothing; there are apps\/hub/));

  it('finds the campaigns of this checkout', () =>
    expect(campaignSections([]).flatMap((section) => ('only' in section ? section.only : []))).toContain(
      'apps/hub/test/deployments-under-faults.int.spec.ts',
    ));
});
