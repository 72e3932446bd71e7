import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RunningSha256, sha256Hex, sha256OfParts, sha256OfStream } from './sha256.js';

/** FIPS 180-2, appendix B. */
const OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

it('is sha256 in lower-case hex, of a text as UTF-8', () => {
  expect(sha256Hex('abc')).toBe(OF_ABC);
  expect(sha256Hex(new Uint8Array([0x61, 0x62, 0x63]))).toBe(OF_ABC);
  expect(sha256Hex('é')).toBe(sha256Hex(new Uint8Array([0xc3, 0xa9])));
});

it('is the same however a content is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array()), async (pieces) => {
      const whole = sha256Hex(Buffer.concat(pieces));
      expect(await sha256OfStream(pieces)).toBe(whole);
      expect(sha256OfParts(pieces)).toBe(whole);
      expect(pieces.reduce((hash, piece) => hash.add(piece), new RunningSha256()).hex()).toBe(whole);
    }),
  );
});
