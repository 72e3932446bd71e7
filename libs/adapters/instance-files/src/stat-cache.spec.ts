import { describe, expect, it, vi } from 'vitest';
import type { FileStamp } from './file-stamp.js';
import { StatCache } from './stat-cache.js';

const OLD = BigInt(Date.now() - 60_000) * 1_000_000n;
const stamp = (more: Partial<FileStamp> = {}): FileStamp => ({
  size: 5n,
  mtimeNs: OLD,
  ctimeNs: OLD,
  ino: 7n,
  ...more,
});

describe('remembered hashes', () => {
  it('hold only for the very same stamp', () => {
    const cache = new StatCache();
    cache.rememberHash('i', 'a.yml', stamp(), 'hash');
    expect(cache.findHash('i', 'a.yml', stamp())).toBe('hash');
    for (const other of [{ size: 6n }, { mtimeNs: OLD + 1n }, { ctimeNs: OLD + 1n }, { ino: 8n }])
      expect(cache.findHash('i', 'a.yml', stamp(other))).toBeUndefined();
    expect(cache.findHash('i', 'b.yml', stamp())).toBeUndefined();
    expect(cache.findHash('j', 'a.yml', stamp())).toBeUndefined();
  });

  it('are not kept of a file that was changed within the last two seconds', () => {
    const cache = new StatCache();
    const now = BigInt(Date.now()) * 1_000_000n;
    cache.rememberHash('i', 'a.yml', stamp({ mtimeNs: now - 1_000_000_000n }), 'hash');
    cache.rememberHash('i', 'b.yml', stamp({ ctimeNs: now - 1_000_000_000n }), 'hash');
    expect(cache.size).toBe(0);
    cache.rememberHash(
      'i',
      'c.yml',
      stamp({ mtimeNs: now - 3_000_000_000n, ctimeNs: now - 3_000_000_000n }),
      'hash',
    );
    expect(cache.size).toBe(1);
  });

  it('are kept of a file from the second second on', () => {
    vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] });
    try {
      const ago = (ns: bigint): bigint => 1_800_000_000_000_000_000n - ns;
      for (const [ns, isRetained] of [
        [1_999_999_999n, false],
        [2_000_000_000n, true],
      ] as const)
        for (const changed of [{ mtimeNs: ago(ns) }, { ctimeNs: ago(ns) }]) {
          const cache = new StatCache();
          cache.rememberHash(
            'i',
            'a.yml',
            stamp({ mtimeNs: ago(10n ** 10n), ctimeNs: ago(10n ** 10n), ...changed }),
            'hash',
          );
          expect(cache.size, JSON.stringify(Object.keys(changed))).toBe(isRetained ? 1 : 0);
        }
    } finally {
      vi.useRealTimers();
    }
  });

  it('go with the files and instances that are gone, and with no other', () => {
    const cache = new StatCache();
    for (const [instance, path] of [
      ['i', 'a'],
      ['i', 'b'],
      ['j', 'a'],
    ] as const)
      cache.rememberHash(instance, path, stamp(), 'h');
    expect(cache.size).toBe(3);
    cache.forgetOtherFiles('i', new Set(['b']));
    expect([
      cache.findHash('i', 'a', stamp()),
      cache.findHash('i', 'b', stamp()),
      cache.findHash('j', 'a', stamp()),
    ]).toEqual([undefined, 'h', 'h']);
    cache.forgetOtherFiles('unknown', new Set());
    cache.forgetOtherInstances(new Set(['j']));
    expect([cache.findHash('i', 'b', stamp()), cache.findHash('j', 'a', stamp()), cache.size]).toEqual([
      undefined,
      'h',
      1,
    ]);
  });
});
