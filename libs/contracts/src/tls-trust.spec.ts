import { describe, expect, it } from 'vitest';
import { certificateFailure, tlsOptionsOf } from './tls-trust.js';

describe('whom a connection believes', () => {
  it('is told in the words of node, and never switches verification off', () => {
    expect(tlsOptionsOf({})).toEqual({});
    expect(tlsOptionsOf({ ca: 'PEM', serverName: 'db.example' })).toEqual({
      ca: 'PEM',
      servername: 'db.example',
    });
  });

  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'transport.ca_file'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'transport.server_name'],
    ['CERT_HAS_EXPIRED', 'renew it'],
    ['CERT_NOT_YET_VALID', 'clocks'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no TLS'],
  ])('%s is explained with what to do, also as a cause', (code, words) => {
    const inner = Object.assign(new Error('x'), { code });
    expect(certificateFailure(inner)).toContain(words);
    expect(certificateFailure(new Error('outer', { cause: inner }))).toContain(words);
  });

  it('other failures are not its business', () => {
    expect(certificateFailure(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBeUndefined();
    expect(certificateFailure(undefined)).toBeUndefined();
  });
});
