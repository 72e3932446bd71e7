import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenTexts } from './refuse-broken-text.js';

const LONE = 'holds half of a character (a lone surrogate)';
const NUL = 'holds a NUL character';

describe('texts that nothing can keep as they are', () => {
  it.each([
    [{ reason: 'x\ud800yz' }, [{ field: 'reason', message: LONE }]],
    [{ reason: '\udc00\ud800' }, [{ field: 'reason', message: LONE }]],
    [{ a: { b: ['fine', 'x\0'] } }, [{ field: 'a.b.1', message: NUL }]],
    [{ a: { '\ud800': 1 } }, [{ field: 'a', message: `the name of a field ${LONE}` }]],
    [Object.assign(Object.create(null) as object, { q: '\0' }), [{ field: 'q', message: NUL }]],
    ['\ud800', [{ field: '', message: LONE }]],
    [{ reason: '😀 é \u0001', n: 1, no: null, yes: true }, []],
    [Buffer.from([0, 0xd8]), []],
    [undefined, []],
  ])('%j', async (value, wrong) => {
    expect(await brokenTexts(value)).toEqual(wrong);
  });

  it('are found in whatever JSON holds, and only there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'binary' }), async (value) => {
        const text = JSON.stringify(value);
        const isBroken = /\\u(d[89a-f]|0000)/.test(text.replaceAll('\\\\', ''));
        expect((await brokenTexts(JSON.parse(text))).length > 0).toBe(isBroken);
      }),
    );
  });

  it('let others have a turn while a long list is looked through', async () => {
    let ticks = 0;
    const counting = setInterval(() => ticks++, 0);
    await brokenTexts(Array.from({ length: 400_000 }, () => 'plugins/CMI/config.yml'));
    clearInterval(counting);
    expect(ticks).toBeGreaterThan(1);
  });
});
