import { MASK } from '@archivesmp/drift';
import { describe, expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.js';

describe('the guard before a row', () => {
  it('masks what a secret-looking key holds, at any depth', () => {
    expect(withoutSecrets(['Database', 'password'], 'hunter2')).toBe(MASK);
    expect(withoutSecrets(['token'], 12345)).toBe(MASK);
    expect(withoutSecrets(['secrets'], ['a', { b: 'c', n: 7 }])).toEqual([MASK, { b: MASK, n: MASK }]);
    expect(withoutSecrets(['MySQL'], { host: 'db', password: 'hunter2' })).toEqual({
      host: 'db',
      password: MASK,
    });
  });

  it('masks what gives itself away under a harmless key', () => {
    expect(withoutSecrets(['url'], 'mysql://root:hunter2@db/x')).toBe(MASK);
    expect(withoutSecrets(['urls'], ['mysql://root:hunter2@db/x', 'db'])).toEqual([MASK, 'db']);
  });

  it('keeps what is masked already, with its keyed hash, and what gives nothing away', () => {
    expect(withoutSecrets(['password'], `${MASK} #9f2c00112233`)).toBe(`${MASK} #9f2c00112233`);
    for (const open of ['', true, false, null, undefined])
      expect(withoutSecrets(['password'], open)).toBe(open);
    expect(withoutSecrets(['Settings', 'level'], 'hunter2')).toBe('hunter2');
  });
});
