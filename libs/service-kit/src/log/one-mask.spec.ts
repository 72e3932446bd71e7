import { BY_NAME_AND_SHAPE, MASK } from '@archivesmp/secrets';
import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { describe, expect, it } from 'vitest';
import { Secret } from '../settings/secret.js';
import { maskSecrets } from './mask-secrets.js';

const PLANTED = plantedSecrets('one-mask');

describe('the log and the one detector', () => {
  it('hide the same values, under whatever key of the list each stands', () => {
    const pairs = PLANTED.flatMap(({ key }) => PLANTED.map(({ value, canary }) => ({ key, value, canary })));
    const hidden = pairs.filter(
      ({ key, value }) => key !== 'key' && BY_NAME_AND_SHAPE.judge([key], value).hidden,
    );
    expect(hidden.length).toBeGreaterThan(PLANTED.length);
    const seen = hidden.filter(({ key, value, canary }) =>
      JSON.stringify(maskSecrets({ [key]: value })).includes(canary),
    );
    expect(seen.map(({ key, value }) => `${key}: ${value}`)).toEqual([]);
  });

  it('write the mask that pages and the command line write', () => {
    expect(maskSecrets({ password: 'a', nested: [new Secret('b')] })).toEqual({
      password: MASK,
      nested: [MASK],
    });
    expect(String(new Secret('c'))).toBe(MASK);
  });
});
