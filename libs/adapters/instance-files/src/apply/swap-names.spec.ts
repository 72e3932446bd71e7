import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { swapNames } from './swap-file.js';

const ORDER = '12345678-0000-4000-8000-000000000001';

describe('the names that an order uses beside a file', () => {
  it('are hidden, name the order, and end as the access asks', () => {
    expect(swapNames('config.yml', ORDER, false)).toEqual({
      name: 'config.yml',
      fresh: '.config.yml.archivesmp-12345678-new',
      kept: '.config.yml.archivesmp-12345678-old',
    });
    expect(swapNames('config.yml', ORDER, true)).toEqual({
      name: 'config.yml',
      fresh: '.archivesmp-12345678-new-config.yml',
      kept: '.archivesmp-12345678-old-config.yml',
    });
  });

  it('fit into a file name, and are others for every file and every order', () => {
    const long = 'n'.repeat(250);
    const name = fc.oneof(
      fc.constantFrom(
        `${long}a.yml`,
        `b${long}.yml`,
        `c${long}.yml`,
        'ä.yml',
        'ö.yml',
        '_.yml',
        'a b.yml',
        'a_b.yml',
      ),
      fc.string({ minLength: 1, maxLength: 255, unit: 'binary' }),
    );
    fc.assert(
      fc.property(name, name, fc.boolean(), (one, other, keepsExtension) => {
        const mine = swapNames(one, ORDER, keepsExtension);
        expect(new Set([one, mine.fresh, mine.kept]).size).toBe(3);
        for (const made of [mine.fresh, mine.kept]) {
          expect(Buffer.byteLength(made)).toBeLessThanOrEqual(255);
          expect(made).toMatch(/^\.[A-Za-z0-9._-]+$/);
          expect(made.endsWith('.yml')).toBe(keepsExtension && one.endsWith('.yml'));
        }
        const another = swapNames(one, ORDER.replace('1', '2'), keepsExtension);
        expect([mine.fresh, mine.kept]).not.toContain(another.fresh);
        if (one === other) return;
        const theirs = swapNames(other, ORDER, keepsExtension);
        expect(new Set([mine.fresh, mine.kept, theirs.fresh, theirs.kept]).size).toBe(4);
      }),
    );
  });
});
