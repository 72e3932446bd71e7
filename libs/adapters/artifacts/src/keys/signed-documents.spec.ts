import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignedDocuments } from './signed-documents.js';
import { StorageKeys } from './storage-keys.js';

const [KEY, OTHER] = ['a'.repeat(64), 'b'.repeat(64)];
const ours = new SignedDocuments(new StorageKeys(KEY));
const PLACE = 'backups/hetzner/BENT01/CMI/1/manifest.json';
const DOCUMENT = { version: 1, takenBy: 'mia', files: [{ path: 'a "}} b', size: 1 }] };

describe('a signed document', () => {
  it('says what was signed, and is JSON that anybody can read', () => {
    fc.assert(
      fc.property(
        fc
          .dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
          .map((one) => JSON.parse(JSON.stringify(one)) as object),
        (document) => {
          const stored = ours.sign(PLACE, document);
          expect(ours.open(PLACE, stored)).toBe(JSON.stringify(document));
          expect(JSON.parse(stored.toString())).toHaveProperty('signature.mac');
        },
      ),
    );
  });

  it('is refused when one bit of it is another', () => {
    const stored = ours.sign(PLACE, DOCUMENT);
    fc.assert(
      fc.property(fc.nat({ max: stored.length * 8 - 1 }), (bit) => {
        const altered = Buffer.from(stored);
        altered[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => ours.open(PLACE, altered)).toThrow(
          expect.objectContaining({ code: 'artifacts.not-authentic' }),
        );
      }),
    );
  });

  it.each([
    ['unsigned', PLACE, Buffer.from(JSON.stringify(DOCUMENT)), 'carries no signature'],
    ['altered', `${PLACE}x`, ours.sign(PLACE, DOCUMENT), 'moved here'],
    ['unknown-key', PLACE, new SignedDocuments(new StorageKeys(OTHER)).sign(PLACE, DOCUMENT), 'earlier_keys'],
    ['altered', PLACE, Buffer.from(ours.sign(PLACE, DOCUMENT).toString().replace('mia', 'eve')), 'altered'],
  ])('is refused as %s, with the place and the remedy', (standing, place, stored, why) => {
    expect(ours.inspect(place, stored).standing).toBe(standing);
    expect(() => ours.open(place, stored)).toThrow(
      expect.objectContaining({ detail: expect.stringMatching(new RegExp(`${place}.*${why}`)) as string }),
    );
  });

  it('of an earlier key is still ours, and new ones are signed by the current', () => {
    const later = new SignedDocuments(new StorageKeys(OTHER, [KEY]));
    expect(later.inspect(PLACE, ours.sign(PLACE, DOCUMENT)).standing).toBe('ours');
    expect(ours.inspect(PLACE, later.sign(PLACE, DOCUMENT)).standing).toBe('unknown-key');
  });

  it('without keys nothing is signed, and what somebody signed needs the key', () => {
    const keyless = new SignedDocuments();
    expect(keyless.open(PLACE, keyless.sign(PLACE, DOCUMENT))).toBe(JSON.stringify(DOCUMENT));
    expect(keyless.inspect(PLACE, ours.sign(PLACE, DOCUMENT)).standing).toBe('unknown-key');
  });
});
