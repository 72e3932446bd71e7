import type { FileChange } from '@archivesmp/change-plan';
import type { InspectionReport } from '@archivesmp/contracts/order';
import { describe, expect, it } from 'vitest';
import { hostEvidence } from './evidence.js';

const PATH = 'plugins/CMI/config.yml';
/** Contents by a hash that is their text. */
const contents = { readConfigContent: async (sha256: string) => Buffer.from(sha256) };
const [BEFORE, AFTER, BY_HAND] = ['a: 1\n', 'a: 2\n', 'a: 3\n'];

const change: FileChange = {
  path: PATH,
  plugin: 'CMI',
  kind: 'config',
  format: 'yaml',
  before: BEFORE,
  after: AFTER,
  keys: [{ path: ['a'], before: '1', after: '2', because: 'by hand' }],
};
const deleted: FileChange = {
  path: PATH,
  plugin: 'CMI',
  kind: 'config',
  before: BEFORE,
  after: null,
  keys: [],
};

const judge = async (found: string | null, waited: boolean, one = change) => {
  const files = [{ path: PATH, sha256: found }];
  const report = { files, log: 'fresh', enabled: [], errors: [] } as unknown as InspectionReport;
  const { deviating, changedSince } = await hostEvidence(report, {
    files: [one],
    contents,
    whileStopped: false,
    waited,
  });
  return { deviating: deviating.length, changedSince: changedSince?.length };
};

describe('a changed file after the restart', () => {
  it('that holds what nobody planned and nobody replaced may be the work of a person, where it waited for the restart', async () => {
    expect(await judge(BY_HAND, true)).toEqual({ deviating: 0, changedSince: 1 });
    expect(await judge(BY_HAND, true, deleted)).toEqual({ deviating: 0, changedSince: 1 });
    expect(await judge(BY_HAND, false)).toEqual({ deviating: 1, changedSince: 0 });
  });

  it.each([true, false])(
    'that has its old content again, or is gone, loses nobody anything (waited: %s)',
    async (waited) => {
      for (const [found, one] of [
        [BEFORE, change],
        [null, change],
        [BEFORE, deleted],
      ] as const)
        expect(await judge(found, waited, one)).toEqual({ deviating: 1, changedSince: 0 });
      expect(await judge(AFTER, waited)).toEqual({ deviating: 0, changedSince: 0 });
    },
  );
});
