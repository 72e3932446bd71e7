import { Problem } from '@archivesmp/contracts/problem';
import { describe, expect, it } from 'vitest';
import { isStorageRefusedBySettings, storageProblem, StorageAnswer } from './storage-failure.js';

const answered = (code: string): Problem =>
  storageProblem(new StorageAnswer(403, `<Error><Code>${code}</Code></Error>`), 'asking the server');
const failed = (code: string): Problem =>
  storageProblem(Object.assign(new Error('connect'), { code }), 'asking the server');

describe('what S3 says when a setting is wrong', () => {
  it.each([
    [answered('InvalidAccessKeyId'), ['minio.access_key'], true],
    [answered('SignatureDoesNotMatch'), ['minio.secret_key'], true],
    [answered('AccessDenied'), ['minio.access_key', 'minio.bucket_prefix'], false],
    [answered('AuthorizationHeaderMalformed'), ['minio.region'], true],
    [answered('AuthorizationQueryParametersError'), ['minio.region'], true],
    [answered('PermanentRedirect'), ['minio.region'], false],
    [answered('NoSuchBucket'), ['minio.bucket_prefix'], false],
    [answered('InvalidBucketName'), ['minio.bucket_prefix'], true],
    [failed('ENOTFOUND'), ['minio.endpoint'], false],
    [failed('ECONNREFUSED'), ['minio.endpoint'], false],
    [failed('SELF_SIGNED_CERT_IN_CHAIN'), ['transport.ca_file of minio'], false],
    [failed('ERR_SSL_WRONG_VERSION_NUMBER'), ['compare address, port', 'of minio'], false],
  ])('%s names the setting, in one sentence', (problem, settings, isFinal) => {
    expect(problem.code).toBe('artifacts.unavailable');
    for (const setting of settings) expect(problem.detail).toContain(setting);
    expect(problem.detail).toMatch(/^asking the server: [^.]*(?:\.[a-z_]+[^.]*)*$/);
    expect(isStorageRefusedBySettings(problem)).toBe(isFinal);
  });

  it('says of others what S3 said', () => {
    expect(answered('SlowDown').detail).toBe('asking the server: SlowDown');
    expect(isStorageRefusedBySettings(answered('SlowDown'))).toBe(false);
    expect(isStorageRefusedBySettings(new Error('x'))).toBe(false);
  });
});
