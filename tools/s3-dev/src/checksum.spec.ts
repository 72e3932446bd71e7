import { describe, expect, it } from 'vitest';
import { announcedChecksum, runningChecksum } from './checksum.js';
import { crc32c } from './crc32c.js';

describe('checksums', () => {
  it('computes the published check value of CRC-32C, in one piece and in several', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(Buffer.from('6789'), crc32c(Buffer.from('12345')))).toBe(0xe3069283);
  });

  it('computes the published check value of CRC-32', () => {
    const checksum = runningChecksum('crc32');
    checksum.update(Buffer.from('123456789'));
    expect(Buffer.from(checksum.base64(), 'base64').toString('hex')).toBe('cbf43926');
  });

  it('finds the checksum in header, trailer or request, and refuses one it cannot check', () => {
    const headers = (given: Record<string, string>) => (name: string) => given[name];
    expect(announcedChecksum(headers({ 'x-amz-checksum-sha1': 'x' }))).toBe('sha1');
    expect(announcedChecksum(headers({ 'x-amz-trailer': 'x-amz-checksum-crc32' }))).toBe('crc32');
    expect(announcedChecksum(headers({ 'x-amz-sdk-checksum-algorithm': 'SHA256' }))).toBe('sha256');
    expect(announcedChecksum(headers({}))).toBeUndefined();
    expect(() => announcedChecksum(headers({ 'x-amz-trailer': 'x-amz-checksum-crc64nvme' }))).toThrow(
      /crc32c/,
    );
  });
});
