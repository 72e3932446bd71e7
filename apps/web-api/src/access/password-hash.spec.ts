import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password-hash.js';

describe('password hashes', () => {
  it('recognise their password and no other', async () => {
    const text = await hashPassword('correct horse battery');
    expect(text).toMatch(/^\$argon2id\$m=19456,t=2,p=1\$/);
    expect(text).not.toContain('horse');
    expect(await verifyPassword('correct horse battery', text)).toBe(true);
    expect(await verifyPassword('correct horse batterx', text)).toBe(false);
  });

  it('differ for equal passwords', async () => {
    expect(await hashPassword('the same password')).not.toBe(await hashPassword('the same password'));
  });

  it('accept a letter in either of its Unicode forms', async () => {
    expect(await verifyPassword('cafe\u0301 au lait', await hashPassword('caf\u00e9 au lait'))).toBe(true);
  });

  it('recognise a hash made where argon2 was missing', async () => {
    const salt = Buffer.alloc(16, 7);
    const hash = scryptSync('old password', salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 27 });
    const text = `$scrypt$m=32768,t=8,p=1$${salt.toString('base64url')}$${hash.toString('base64url')}`;
    expect(await verifyPassword('old password', text)).toBe(true);
    expect(await verifyPassword('new password', text)).toBe(false);
  });

  it.each(['', 'plain', '$argon2id$m=1$x$y', '$md5$m=1,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$' + 'A'.repeat(43)])(
    'never match a text of unknown form: "%s"',
    async (text) => {
      expect(await verifyPassword('', text)).toBe(false);
    },
  );
});
