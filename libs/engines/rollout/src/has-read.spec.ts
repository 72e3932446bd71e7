import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRead, heldSince, type ContentSighting } from './has-read.js';

const at = (seconds: number): Date => new Date(seconds * 1_000);
const seen = (seconds: number, content: ContentSighting['content']): ContentSighting => ({
  at: at(seconds),
  content,
});

describe('a server', () => {
  it('has read its files when it was started after all of them held what they hold', () => {
    expect(hasRead([at(10), at(20)], [{ from: at(20) }])).toBe(true);
    expect(hasRead([at(10), at(20)], [{ from: at(15) }])).toBe(false);
    expect(hasRead([at(10), at(20)], [{ from: at(5) }, { from: at(30) }])).toBe(true);
  });

  it('is not known to have read anything without a start, or without a file', () => {
    expect(hasRead([at(10)], [])).toBe(false);
    expect(hasRead([], [{ from: at(20) }])).toBe(false);
  });
});

describe('a file', () => {
  it('holds its content since it was first seen with it', () => {
    expect(heldSince('x', [seen(30, 'x'), seen(10, 'x'), seen(20, 'x')])).toEqual(at(10));
    expect(heldSince(null, [seen(10, null)])).toEqual(at(10));
  });

  it('that held something else in between holds it only since it was seen with it again', () => {
    expect(heldSince('x', [seen(10, 'x'), seen(20, 'y'), seen(30, 'x')])).toEqual(at(30));
    expect(heldSince('x', [seen(10, 'x'), seen(20, null), seen(30, 'x')])).toEqual(at(30));
    expect(heldSince(null, [seen(10, null), seen(20, undefined), seen(30, null)])).toEqual(at(30));
  });

  it('is not known to hold it since any time where it was never seen with it, or with another content since', () => {
    expect(heldSince('x', [])).toBeUndefined();
    expect(heldSince('x', [seen(10, 'y')])).toBeUndefined();
    expect(heldSince('x', [seen(10, 'x'), seen(20, undefined)])).toBeUndefined();
    expect(heldSince('x', [seen(10, 'x'), seen(10, 'y')])).toBeUndefined();
  });

  it('was never seen with another content since that time, in whatever order it is told', () => {
    const sighting = fc.record({
      at: fc.integer({ min: 0, max: 20 }).map(at),
      content: fc.constantFrom('x', 'y', null, undefined),
    });
    fc.assert(
      fc.property(fc.array(sighting), (all) => {
        const since = heldSince('x', all);
        expect(heldSince('x', all.toReversed())).toEqual(since);
        if (since === undefined) return;
        expect(all).toContainEqual({ at: since, content: 'x' });
        for (const one of all) if (one.at >= since) expect(one.content).toBe('x');
      }),
    );
  });
});
