import { describe, expect, it } from 'vitest';
import { securedConnection } from './secured-connection.js';

const AT = { host: 'db.example', port: 3306, user: 'u', password: 'p', database: 'd' };

describe('the connection to MariaDB', () => {
  it('verifies authority and name when it is encrypted', () => {
    expect(securedConnection({ ...AT, tls: { ca: 'PEM' } })).toEqual({
      ssl: { ca: 'PEM', rejectUnauthorized: true, verifyIdentity: true },
    });
    expect(securedConnection({ ...AT, host: '192.0.2.7', tls: { serverName: 'db.example' } })).toMatchObject({
      host: 'db.example',
      ssl: { rejectUnauthorized: true, verifyIdentity: true },
      stream: expect.any(Function) as unknown,
    });
  });

  it.each(['192.0.2.7', '::1'])('is refused to the address %s without a name to compare', (host) =>
    expect(() => securedConnection({ ...AT, host, tls: {} })).toThrow(/server_name/),
  );

  it('encrypts its password with no unknown key unless that is permitted', () => {
    const { authPlugins } = securedConnection(AT) as { authPlugins: Record<string, () => () => void> };
    for (const way of ['caching_sha2_password', 'sha256_password'])
      expect(() => authPlugins[way]!()()).toThrow(/mariadb.options.allowPublicKeyRetrieval/);
    expect(securedConnection({ ...AT, retrievesPublicKey: true })).toEqual({});
  });
});
