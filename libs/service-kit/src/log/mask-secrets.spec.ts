import { describe, expect, it } from 'vitest';
import { Secret } from '../settings/secret.js';
import { maskSecrets } from './mask-secrets.js';

const CANARY = 'canary-51b2e0';

describe('the masking of log facts', () => {
  it.each([
    ['a password', { password: CANARY }],
    ['a nested access key', { minio: { accessKey: CANARY, secret_key: CANARY } }],
    ['a header in a list', { requests: [{ headers: { Cookie: CANARY, 'X-CSRF-Token': CANARY } }] }],
    ['a Secret', { value: new Secret(CANARY) }],
    ['an address with a password', { text: `cannot reach redis://default:${CANARY}@host:1` }],
    ['a bearer token in a sentence', { text: `sent Authorization: Bearer ${CANARY}` }],
    [
      'an error and its cause',
      { err: new Error(`amqp://u:${CANARY}@h`, { cause: new Error(`a://u:${CANARY}@h`) }) },
    ],
    ['bytes', { body: Buffer.from(CANARY) }],
    ['an object of secrets', { credentials: { whatever: CANARY } }],
  ])('hides %s', (_what, facts) => {
    expect(JSON.stringify(maskSecrets(facts))).not.toContain(CANARY);
  });

  it('keeps what is no secret, counts included', () => {
    const key = 'ovh/BENT01/CMI/20261121T070000Z-0b2a6a529c0f4a57.json';
    const facts = {
      tokens: 3,
      path: 'a/b',
      list: [1, { x: null }],
      at: new Date(0),
      key,
      code: 'ER_PARSE_ERROR',
    };
    expect(maskSecrets(facts)).toEqual(facts);
  });

  it('ends on a ring and on a deep tree', () => {
    const ring: Record<string, unknown> = { name: 'ring' };
    ring['self'] = ring;
    expect(JSON.stringify(maskSecrets(ring))).toContain('[...]');
    let deep: Record<string, unknown> = {};
    for (let level = 0; level < 50; level++) deep = { deep };
    expect(JSON.stringify(maskSecrets(deep)).length).toBeLessThan(200);
  });
});
