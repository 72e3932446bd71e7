import { generateKeyPairSync } from 'node:crypto';
import { keyFingerprint } from '@archivesmp/digests';
import { expect, it } from 'vitest';
import { openAnchor, signAnchor, type AuditAnchor } from './audit-anchor.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519').publicKey;
const anchor: AuditAnchor = { seq: '7', hash: 'f'.repeat(64), links: 7, until: '2024-11-29T00:00:00.000Z' };

it('is believed when one of the keys signed it', () => {
  expect(openAnchor(signAnchor(anchor, privateKey), [other, publicKey])).toEqual(anchor);
  expect(openAnchor(signAnchor(anchor, privateKey), [privateKey])).toEqual(anchor);
});

it('is not believed when no key signed it, and says which one did', () => {
  expect(openAnchor(signAnchor(anchor, privateKey), [other])).toEqual({
    why: expect.stringContaining(keyFingerprint(publicKey)) as string,
  });
  expect(openAnchor(signAnchor(anchor, privateKey), [])).toHaveProperty('why');
});

it('is not believed when it was changed, or is something else', () => {
  const signed = signAnchor(anchor, privateKey);
  const longer = { ...signed, text: signed.text.replace('"7",', '"9",') };
  expect(openAnchor(longer, [publicKey])).toHaveProperty('why');
  for (const text of ['', '{}', '[1]', '["order",1,2,3,4,5]'])
    expect(openAnchor({ ...signed, text }, [publicKey])).toEqual({
      why: expect.stringContaining('read') as string,
    });
});
