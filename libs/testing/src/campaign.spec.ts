import { describe, expect, it } from 'vitest';
import { campaignOf } from './campaign.js';

const SIZES = { small: 20, full: 200 };

describe('a campaign', () => {
  it('is small, and has a seed of its own, where nothing is set', () => {
    const { size, isFull, seed } = campaignOf(SIZES, {});
    expect({ size, isFull }).toEqual({ size: 20, isFull: false });
    expect(seed).toBeGreaterThan(0);
  });

  it('has the full size in the full tier', () =>
    expect(campaignOf(SIZES, { ARCHIVESMP_CAMPAIGN: 'full' })).toMatchObject({ size: 200, isFull: true }));

  it('takes a size and a seed of one’s own', () =>
    expect(campaignOf(SIZES, { ARCHIVESMP_CAMPAIGN: '3', ARCHIVESMP_SEED: '42' })).toEqual({
      size: 3,
      isFull: false,
      seed: 42,
    }));

  it.each([
    [
      { ARCHIVESMP_CAMPAIGN: 'all' },
      'ARCHIVESMP_CAMPAIGN is "all"; it takes a whole number from 1, or full.',
    ],
    [{ ARCHIVESMP_CAMPAIGN: '0' }, 'ARCHIVESMP_CAMPAIGN is "0"'],
    [{ ARCHIVESMP_SEED: '-1' }, 'ARCHIVESMP_SEED is "-1"; it takes a whole number from 1.'],
  ])('refuses %o by name', (env, words) => expect(() => campaignOf(SIZES, env)).toThrow(words));
});
