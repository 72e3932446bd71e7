import { isUuid } from '@archivesmp/contracts/uuid';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uuidOfHash, uuidOfName, uuidOfText } from './derived-uuid.js';
import { sha256Hex } from './sha256.js';

/** RFC 9562, appendix A.4. */
const NAMESPACE_DNS = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

describe('ids that are made of something', () => {
  it('are those of RFC 9562 for a name in a name space', () => {
    expect(uuidOfName(NAMESPACE_DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('never change: they are the ids of rows and objects that were stored before', () => {
    expect(uuidOfText('BENT01 Essentials')).toBe('3e2dcd26-2bd8-5970-80e3-a687508321b7');
    expect(uuidOfHash(sha256Hex('BENT01 Essentials'))).toBe('3e2dcd26-2bd8-5970-90e3-a687508321b7');
    expect(uuidOfName(Buffer.alloc(0), 'amp-simulator')).toBe('edd88eaa-87b3-5262-9770-c543ba8cae58');
  });

  it('are UUIDs that MariaDB takes, others for another text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        for (const of of [uuidOfText, (text: string) => uuidOfHash(sha256Hex(text))]) {
          expect(isUuid(of(one))).toBe(true);
          expect(of(one)).toMatch(/^.{14}5.{4}[89ab]/);
          expect(of(one) === of(other)).toBe(one === other);
        }
      }),
    );
  });
});
