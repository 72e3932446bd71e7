import { describe, expect, it } from 'vitest';
import { authenticate } from './authentication.js';
import { ChunkedBody } from './chunked-body.js';
import { readAddress } from './s3-address.js';
import { payloadHash } from './signature.js';

/** The account, requests and signatures of the worked examples in Amazon's own documentation. */
const ACCOUNT = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const NOW = new Date('2013-05-24T00:00:00Z');
const CREDENTIAL = `${ACCOUNT.accessKey}/20130524/us-east-1/s3/aws4_request`;
const HOST = 'examplebucket.s3.amazonaws.com';

const authorization = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=${CREDENTIAL},SignedHeaders=${signedHeaders},Signature=${signature}`;

const getObject = (changes: object = {}) => ({
  method: 'GET',
  address: readAddress('/test.txt'),
  headers: {
    host: HOST,
    range: 'bytes=0-9',
    'x-amz-content-sha256': payloadHash(''),
    'x-amz-date': '20130524T000000Z',
    authorization: authorization(
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ),
    ...changes,
  },
});

describe('signature version 4', () => {
  it('accepts the documented GET', () => {
    expect(authenticate(getObject(), ACCOUNT, NOW).payload).toBe(payloadHash(''));
  });

  it('accepts the documented presigned address', () => {
    const address = readAddress(
      `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(CREDENTIAL)}` +
        '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
        '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
    const request = { method: 'GET', address, headers: { host: HOST } };
    expect(authenticate(request, ACCOUNT, NOW).payload).toBe('UNSIGNED-PAYLOAD');
    const late = new Date(NOW.getTime() + 86_401_000);
    expect(() => authenticate(request, ACCOUNT, late)).toThrow('Request has expired');
  });

  it.each([
    ['another range', getObject({ range: 'bytes=0-99' }), 'SignatureDoesNotMatch'],
    ['another host', getObject({ host: 'other.s3.amazonaws.com' }), 'SignatureDoesNotMatch'],
    ['an unsigned S3 header', getObject({ 'x-amz-acl': 'public-read' }), 'AccessDenied'],
    ['no date', getObject({ 'x-amz-date': undefined }), 'AccessDenied'],
    ['no signature', getObject({ authorization: undefined }), 'AccessDenied'],
    ['the old signature version', getObject({ authorization: 'AWS key:signature' }), 'InvalidRequest'],
  ])('refuses %s', (_what, request, code) => {
    expect(() => authenticate(request, ACCOUNT, NOW)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a request that was signed too long ago', () => {
    const late = new Date(NOW.getTime() + 16 * 60_000);
    expect(() => authenticate(getObject(), ACCOUNT, late)).toThrow(
      expect.objectContaining({ code: 'RequestTimeTooSkewed' }),
    );
  });
});

describe('a body signed chunk by chunk', () => {
  const proof = authenticate(
    {
      method: 'PUT',
      address: readAddress('/examplebucket/chunkObject.txt'),
      headers: {
        host: 's3.amazonaws.com',
        'content-encoding': 'aws-chunked',
        'content-length': '66824',
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'x-amz-date': '20130524T000000Z',
        'x-amz-decoded-content-length': '66560',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        authorization: authorization(
          'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
          '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
        ),
      },
    },
    ACCOUNT,
    NOW,
  );
  const wire = [
    '10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n',
    'a'.repeat(65_536),
    '\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n',
    'a'.repeat(1_024),
    '\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
  ].join('');

  async function decode(text: string, pieceSize: number): Promise<string> {
    const body = new ChunkedBody(proof);
    const parts: string[] = [];
    body.on('data', (bytes: Buffer) => parts.push(bytes.toString()));
    const ended = new Promise<void>((resolve, reject) => body.once('end', resolve).once('error', reject));
    for (let offset = 0; offset < text.length; offset += pieceSize)
      body.write(text.slice(offset, offset + pieceSize));
    body.end();
    await ended;
    return parts.join('');
  }

  it.each([61, 1_000, 100_000])(
    'is decoded and proved however it arrives (%i bytes at a time)',
    async (size) => {
      expect(await decode(wire, size)).toBe('a'.repeat(66_560));
    },
  );

  it.each([
    ['a changed byte', wire.replace('aaaa', 'aaba'), 'SignatureDoesNotMatch'],
    ['a missing end', wire.slice(0, -90), 'IncompleteBody'],
    ['a wrong length', wire.replace('\r\n400;', '\r\n3ff;'), 'InvalidRequest'],
    ['bytes after the end', `${wire}more`, 'InvalidRequest'],
  ])('is refused with %s', async (_what, text, code) => {
    await expect(decode(text, 10_000)).rejects.toMatchObject({ code });
  });
});
