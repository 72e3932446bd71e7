import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import { describe, expect, it } from 'vitest';
import { SecretRules, type RuleStores } from './secret-rules.js';

const RULES = Buffer.from(
  'secrets: [{plugin: CMI, file: config.yml, key: colour, secret: true, reason: opens the vault}]\n',
);
const sha256 = sha256Hex(RULES);

/** Stores in which the rules were saved, or nothing was; `outage`: what throws instead of the storage. */
function stores({ saved = true, outage }: { saved?: boolean; outage?: Error } = {}) {
  const asked = { storage: 0 };
  const last = saved ? { plugin: '', path: 'deviations.yml', version: 1, sha256 } : undefined;
  const listBaselines = async () => {
    asked.storage += 1;
    if (outage !== undefined) throw outage;
    return [];
  };
  const rules = {
    artifacts: {
      baselines: { listBaselines },
      deviations: { readDeviations: async () => ({ content: RULES, revision: 'r' }) },
      baselineHistory: { readBaselineContent: async () => RULES },
    },
    changes: {
      findLastRevision: async () => last,
      listRevisionsAtVersion: async () => (last ? [last] : []),
      listBegunChanges: async () => [],
    },
  } as unknown as RuleStores;
  return { rules: new SecretRules(rules), asked };
}

const hides = async (rules: SecretRules, key: string): Promise<boolean> =>
  (await rules.judgeNow())('CMI', 'config.yml').judge([key], 'blue').hidden;

describe('the rules by which what is recorded is shown', () => {
  it('are read once for each document that is saved', async () => {
    const { rules, asked } = stores();
    for (const key of ['colour', 'colour', 'size']) expect(await hides(rules, key)).toBe(key === 'colour');
    expect(asked.storage).toBe(1);
  });

  it('are none where none were saved, which asks no storage', async () => {
    const { rules, asked } = stores({ saved: false });
    expect([await hides(rules, 'colour'), await hides(rules, 'password'), asked.storage]).toEqual([
      false,
      true,
      0,
    ]);
  });

  it('hide everything while the storage is unavailable, and refuse for nothing else', async () => {
    const outage = new Problem('artifacts.unavailable', 'The storage does not answer.');
    expect(await hides(stores({ outage }).rules, 'size')).toBe(true);
    await expect(stores({ outage: new Error('a fault') }).rules.judgeNow()).rejects.toThrow('a fault');
  });
});
