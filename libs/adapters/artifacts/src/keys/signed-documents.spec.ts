import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignedDocuments } from './signed-documents.js';
import { StorageKeys } from './storage-keys.js';

const [KEY, OTHER] = ['a'.repeat(64), 'b'.repeat(64)];
const ours = new SignedDocuments(new StorageKeys(KEY));
const LOCATION = 'backups/hetzner/BENT01/CMI/1/manifest.json';
const DOCUMENT = { version: 1, takenBy: 'mia', files: [{ path: 'a "}} b', size: 1 }] };

describe('a signed document', () => {
  it('says what was signed, and is plain JSON', () => {
    fc.assert(
      fc.property(
        fc
          .dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
          .map((one) => JSON.parse(JSON.stringify(one)) as object),
        (document) => {
          const stored = ours.signDocument(LOCATION, document);
          expect(ours.openDocument(LOCATION, stored)).toBe(JSON.stringify(document));
          expect(JSON.parse(stored.toString())).toHaveProperty('signature.mac');
        },
      ),
    );
  });

  it('is refused when one bit of it is another', () => {
    const stored = ours.signDocument(LOCATION, DOCUMENT);
    fc.assert(
      fc.property(fc.nat({ max: stored.length * 8 - 1 }), (bit) => {
        const altered = Buffer.from(stored);
        altered[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => ours.openDocument(LOCATION, altered)).toThrow(
          expect.objectContaining({ code: 'artifacts.not-authentic' }),
        );
      }),
    );
  });

  it.each([
    ['unsigned', LOCATION, Buffer.from(JSON.stringify(DOCUMENT)), 'carries no signature'],
    ['altered', `${LOCATION}x`, ours.signDocument(LOCATION, DOCUMENT), 'moved here'],
    [
      'unknown-key',
      LOCATION,
      new SignedDocuments(new StorageKeys(OTHER)).signDocument(LOCATION, DOCUMENT),
      'earlier_keys',
    ],
    [
      'altered',
      LOCATION,
      Buffer.from(ours.signDocument(LOCATION, DOCUMENT).toString().replace('mia', 'eve')),
      'altered',
    ],
  ])('is refused as %s, with the place and the remedy', (signatureStatus, location, stored, why) => {
    expect(ours.inspectDocument(location, stored).signatureStatus).toBe(signatureStatus);
    expect(() => ours.openDocument(location, stored)).toThrow(
      expect.objectContaining({ detail: expect.stringMatching(new RegExp(`${location}.*${why}`)) as string }),
    );
  });

  it('of an earlier key is still ours, and new ones are signed by the current', () => {
    const later = new SignedDocuments(new StorageKeys(OTHER, [KEY]));
    expect(later.inspectDocument(LOCATION, ours.signDocument(LOCATION, DOCUMENT)).signatureStatus).toBe(
      'ours',
    );
    expect(ours.inspectDocument(LOCATION, later.signDocument(LOCATION, DOCUMENT)).signatureStatus).toBe(
      'unknown-key',
    );
  });

  it('without keys nothing is signed, and what is signed needs the key', () => {
    const keyless = new SignedDocuments();
    expect(keyless.openDocument(LOCATION, keyless.signDocument(LOCATION, DOCUMENT))).toBe(
      JSON.stringify(DOCUMENT),
    );
    expect(keyless.inspectDocument(LOCATION, ours.signDocument(LOCATION, DOCUMENT)).signatureStatus).toBe(
      'unknown-key',
    );
  });
});
