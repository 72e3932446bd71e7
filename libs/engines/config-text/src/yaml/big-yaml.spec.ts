import { describe, expect, it } from 'vitest';
import { leavesOf } from '../leaves-of.js';
import { readConfig } from '../read-config.js';

const read = (text: string) => readConfig(new TextEncoder().encode(text), 'yaml');
const error = (text: string): string => {
  const reading = read(text);
  return reading.state === 'ok' ? 'read' : reading.error.message;
};
const chain = (length: number, line: (index: number) => string): string =>
  Array.from({ length }, (_, index) => line(index)).join('\n');

describe('big documents', () => {
  it('50 MB of keys end at the limit of values', () => {
    expect(error('key: v\n- '.repeat(5_000_000).slice(0, 50_000_000))).not.toBe('read');
    expect(error(chain(3_000_000, (index) => `key${index}: value`))).toMatch(/^more than 1000000 values/);
  });

  it('50 MB of one text are read', () => {
    const reading = read(`a: "${'0123456789'.repeat(5_000_000)}"\n`);
    expect(reading.state === 'ok' && leavesOf(reading.root).get('a')?.length).toBe(50_000_004);
  });

  it('more than the limit of bytes is not even looked at', () => {
    const reading = readConfig(new Uint8Array(65 * 1024 * 1024), 'yaml');
    expect(reading).toMatchObject({
      state: 'unreadable',
      error: { message: expect.stringMatching(/limit of 67108864/) },
    });
  });

  it('of very many duplicates a thousand are told', () => {
    const reading = read('a: 1\n'.repeat(200_000));
    expect(reading.state === 'ok' && reading.notices.length).toBe(1000);
  });
});
