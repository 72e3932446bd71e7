import { expect, it } from 'vitest';
import { RecentHashes } from './recent-hashes.js';

it('knows what each host delivered, and of no other', () => {
  const hashes = new RecentHashes();
  hashes.rememberHash('hetzner', 'a');
  expect([
    hashes.hasHash('hetzner', 'a'),
    hashes.hasHash('ovh', 'a'),
    hashes.hasHash('hetzner', 'b'),
  ]).toEqual([true, false, false]);
});

it('forgets what was noted longest ago, and noting again counts', () => {
  const hashes = new RecentHashes(2);
  for (const sha256 of ['a', 'b', 'a', 'c']) hashes.rememberHash('hetzner', sha256);
  expect(['a', 'b', 'c'].map((sha256) => hashes.hasHash('hetzner', sha256))).toEqual([true, false, true]);
});
