import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendableJson, storableJson } from './whole-text.js';

describe('JSON of texts that are not whole', () => {
  it.each([
    ['a\ud800b', 'a\ufffdb', 'a\ufffdb'],
    ['a\udfffb', 'a\ufffdb', 'a\ufffdb'],
    ['a\0b', 'a\0b', 'a\ufffdb'],
    ['\u0001 \u0010 "quoted" \\ud800 \\u0000 😀 \n', undefined, undefined],
  ])('%j is stored as %j and sent as %j', (text, stored = text, sent = text) => {
    expect(JSON.parse(storableJson({ text }))).toEqual({ text: stored });
    expect(JSON.parse(sendableJson({ text }))).toEqual({ text: sent });
  });

  it('is whole, and all else in it is as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const whole = text.toWellFormed();
        expect(JSON.parse(storableJson({ [text]: text }))).toEqual({ [whole]: whole });
        const sent = whole.replaceAll('\0', '\ufffd');
        expect(JSON.parse(sendableJson([text]))).toEqual([sent]);
      }),
    );
  });
});
