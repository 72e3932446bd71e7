import { expect, it } from 'vitest';
import { RecentHashes } from './recent-hashes.js';

it('knows what each host delivered, and of no other', () => {
  const hashes = new RecentHashes();
  hashes.note('hetzner', 'a');
  expect([hashes.has('hetzner', 'a'), hashes.has('ovh', 'a'), hashes.has('hetzner', 'b')]).toEqual([
    true,
    false,
    false,
  ]);
});

it('forgets what was noted longest ago, and noting again counts', () => {
  const hashes = new RecentHashes(2);
  for (const sha256 of ['a', 'b', 'a', 'c']) hashes.note('hetzner', sha256);
  expect(['a', 'b', 'c'].map((sha256) => hashes.has('hetzner', sha256))).toEqual([true, false, true]);
});
