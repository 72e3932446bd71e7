import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { describe, expect, it } from 'vitest';
import { newSecrets } from './new-secrets.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const found = (text: string, before?: string, format: 'yaml' | 'text' = 'yaml') =>
  newSecrets(
    'config.yml',
    { format },
    bytes(text),
    before === undefined ? undefined : bytes(before),
    BY_NAME_AND_SHAPE,
  );
const inLine = (lines: string): string =>
  `line ${lines} holds a secret, perhaps in a comment; a secret is never taken into a baseline`;

describe('secrets that a text had not before', () => {
  it('are named by their lines, each once, and not repeated', () => {
    expect(found('password: hunter2\n')).toBe(inLine('1'));
    expect(found('\n\na: 1\n# token: hunter2\n')).toBe(inLine('4'));
    expect(found('a: {password: hunter2, token: hunter3}\nb: 1\nsecret: hunter4\n')).toBe(inLine('1, 3'));
    expect(found('a: ä\nmotd: ü\npassword: hünter2\n')).toBe(inLine('3'));
  });

  it('are named up to the fifth line', () => {
    const many = (count: number): string =>
      Array.from({ length: count }, (_, index) => `k${index}: {password: hunter${index}x}\n`).join('');
    expect(found(many(5))).toBe(inLine('1, 2, 3, 4, 5'));
    expect(found(many(6))).toBe(inLine('1, 2, 3, 4, 5'));
  });

  it('are none where the text before had them, or where a variable stands', () => {
    expect(found('a: 2\npassword: hunter2\n', 'password: hunter2\na: 1\n')).toBeUndefined();
    expect(found('password: hunter3\n', 'password: hunter2\n')).toBe(inLine('1'));
    expect(found('x: 1\npassword: hunter2\n', 'password:   hunter2\n')).toBeUndefined();
    const prose = 'the password is hunter2';
    expect(found(`  ${prose}  \n`, `${prose}\n`, 'text')).toBeUndefined();
    expect(found('password: vqqv0x\ntoken: "vq1qv12q"\n')).toBeUndefined();
    expect(found('password: xvqqv0x\n')).toBe(inLine('1'));
    expect(found('password: vqqv0xx\n')).toBe(inLine('1'));
    expect(found('a: 1\n# nothing\n')).toBeUndefined();
  });
});
