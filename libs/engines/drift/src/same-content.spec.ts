import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meaningOfContent, meanSame, sameBytes } from './same-content.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const same = (
  left: string,
  right: string,
  reading: Parameters<typeof meanSame>[2] = { format: 'yaml' },
): boolean => meanSame(bytes(left), bytes(right), reading);

describe('two contents of a file', () => {
  it('mean the same whatever their comments, order, spelling and dates', () => {
    expect(same('a: 1\nb: [x]\n', '# saved\nb:\n- x\na: 1.0\n')).toBe(true);
    expect(same('#Mon\na=1\nb=2\n', '#Tue\nb=2\na=1\n', { format: 'properties' })).toBe(true);
  });

  it('differ by a value, a key or the order of a list', () => {
    expect(same('a: 1\n', 'a: 2\n')).toBe(false);
    expect(same('on\n', 'in\n', {})).toBe(false);
    expect(same('on\n', 'on\n', {})).toBe(true);
    expect(same('a: 1\n', 'a: 1\nb: 2\n')).toBe(false);
    expect(same('a: [1, 2]\n', 'a: [2, 1]\n')).toBe(false);
  });

  it('are seen through the eyes of the plugin', () => {
    expect(same('a.b: 1\n', 'a:\n  b: 1\n', { format: 'yaml', view: 'bukkit' })).toBe(true);
    expect(same('a: 1\nb:\n', 'a: 1\n', { format: 'yaml', view: 'bukkit' })).toBe(true);
    expect(same('a: 1\nb:\n', 'a: 1\n', { format: 'yaml' })).toBe(false);
    expect(same('a/b: 1\n', 'a:\n  b: 1\n', { format: 'yaml', view: 'bukkit', separator: '/' })).toBe(true);
    expect(same('a/b: 1\n', 'a:\n  b: 1\n', { format: 'yaml', view: 'bukkit' })).toBe(false);
  });

  it('stand as they are written where no reader has a view of its own', () => {
    const plain = meaningOfContent(bytes('a.b: 1\n'), { format: 'yaml' });
    expect(plain).toMatchObject({ state: 'understood', root: { entries: [{ key: 'a.b' }] } });
  });

  it('are their bytes where the format is not understood', () => {
    expect(same('x', 'x ', {})).toBe(false);
    expect(same('x', 'x', {})).toBe(true);
    expect(same('a: 1\n', '# c\na: 1\n', { format: 'text' })).toBe(false);
    expect(same('a: [\n', 'a: [ \n')).toBe(false);
    expect(same('a: [\n', 'a: [\n')).toBe(true);
  });

  it('that cannot be read say why', () => {
    expect(meaningOfContent(bytes('a: [\n'), { format: 'yaml' })).toMatchObject({
      state: 'not-understood',
      reason: expect.stringContaining('line'),
    });
    expect(meaningOfContent(bytes('a'), {})).toEqual({ state: 'bytes-only' });
  });
});

it('bytes are the same when each is, wherever they lie in memory', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(7),
      fc.nat(7),
      fc.nat(50),
      (bytes, left, right, index) => {
        const bytesFrom = (from: number): Uint8Array => {
          const memory = new Uint8Array(from + bytes.length);
          memory.set(bytes, from);
          return memory.subarray(from);
        };
        const [mine, other] = [bytesFrom(left), bytesFrom(right)];
        expect(sameBytes(mine, other)).toBe(true);
        if (index >= other.length) return;
        other[index]! ^= 1;
        expect(sameBytes(mine, other)).toBe(false);
        expect(sameBytes(mine, other.subarray(1))).toBe(false);
      },
    ),
  );
});
