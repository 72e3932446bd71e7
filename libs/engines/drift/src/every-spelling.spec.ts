import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { readConfig, type ConfigNode } from '@archivesmp/config-text';
import { describe, expect, it } from 'vitest';
import { nodeAt } from '@archivesmp/baseline';
import { maskedText } from './masked-text.js';
import { MASK } from './shown-value.js';
import { SourceTexts } from './source-text.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): ConfigNode => {
  const reading = readConfig(bytes(text), 'yaml');
  if (reading.state !== 'ok') throw new Error(text);
  return reading.root;
};

describe('what is written where a value has several spellings', () => {
  const spellingOf = (text: string, path: (string | number)[], node = nodeAt(read(text), path)) =>
    new SourceTexts(bytes(text), 'yaml', { view: 'plain', separator: '.' }, BY_NAME_AND_SHAPE).textOf(
      path,
      node,
    );

  it.each([
    ['a: 1.10', '1.10'],
    ['a: 0x1F', '0x1F'],
    ['a: yes', 'yes'],
    ['a: 2024-01-01', '2024-01-01'],
    ['a: +5', '+5'],
    ['a: 5', undefined],
    ['a: true', undefined],
    ['a: text', undefined],
    ['a: "5"', undefined],
    ['a: ~', undefined],
    ['a: [1.10]', undefined],
  ])('%s: %s', (text, written) => expect(spellingOf(text, ['a'])).toBe(written));

  it('is nothing for a secret, for a long text, and where another value stands', () => {
    expect(spellingOf('password: 0x1F', ['password'])).toBeUndefined();
    expect(spellingOf(`a: ${'0'.repeat(63)}1.0`, ['a'])).toBeUndefined();
    expect(spellingOf(`a: ${'0'.repeat(60)}1.0`, ['a'])).toBe(`${'0'.repeat(60)}1.0`);
    expect(spellingOf('a: 0x1F', ['a'], nodeAt(read('a: 0x2F'), ['a']))).toBeUndefined();
    expect(spellingOf('a: 0x1F', ['b'], nodeAt(read('b: 0x1F'), ['b']))).toBeUndefined();
    expect(spellingOf('a: {b: 0x1F}', ['a'], nodeAt(read('a: 0x1F'), ['a']))).toBeUndefined();
    expect(spellingOf('a: "', ['a'], nodeAt(read('a: 0x1F'), ['a']))).toBeUndefined();
    expect(spellingOf('a: 0x1F', ['b'])).toBeUndefined();
  });

  it('is found in the view that counts', () => {
    const texts = new SourceTexts(
      bytes('a.b: 0x1F'),
      'yaml',
      { view: 'bukkit', separator: '.' },
      BY_NAME_AND_SHAPE,
    );
    expect(texts.textOf(['a', 'b'], nodeAt(read('a: {b: 0x1F}'), ['a', 'b']))).toBe('0x1F');
  });
});

describe('a text as it may be shown', () => {
  const shown = (text: string, format: 'yaml' | 'properties' | 'text' = 'yaml', file = 'config.yml') =>
    maskedText({ file, format, bytes: bytes(text), judge: BY_NAME_AND_SHAPE });

  it('hides the values of secret keys and leaves everything around them', () => {
    expect(shown('a: 1\ndb:\n  password: "hunter2" # not this\n  user: u\n')).toBe(
      `a: 1\ndb:\n  password: ${MASK} # not this\n  user: u\n`,
    );
    expect(shown('tokens: 5\napi-keys: [a, b]\n')).toBe(`tokens: 5\napi-keys: [${MASK}, ${MASK}]\n`);
    expect(shown('password=hunter2\r\nb=1\r\n', 'properties')).toBe(`password=${MASK}\r\nb=1\r\n`);
    expect(shown('password: |\n  a\n  b\nc: 1\n')).toBe(`password: ${MASK}\nc: 1\n`);
  });

  it('hides what is commented out, too, and nothing that gives nothing away', () => {
    expect(shown('a: 1\n# password: hunter2\n#token = abc\n// secret: x\n')).toBe(
      `a: 1\n# password: ${MASK}\n#token = ${MASK}\n// secret: ${MASK}\n`,
    );
    for (const harmless of ['true', 'FALSE', 'null', '~', '""', "''", '[', '{}', '|', '>-', '&anchor'])
      expect(shown(`a: 1\n# password: ${harmless}\n`), harmless).toBe(`a: 1\n# password: ${harmless}\n`);
    expect(shown('a: 1\n# passwords are nice\n')).toBe('a: 1\n# passwords are nice\n');
  });

  it('hides words that give a secret away wherever they stand', () => {
    expect(shown('a: 1\n# see mysql://root:hunter2@db/x, or not\n')).toBe(`a: 1\n# see ${MASK}, or not\n`);
    expect(
      shown('-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nrest\n', 'text', 'notes.txt'),
    ).toBe(`${MASK}\nrest\n`);
  });

  it('of a file without keys loses every line that speaks of a secret, and of a secret file everything', () => {
    expect(shown('one\nmy api key is x\nthree\n', 'text', 'notes.txt')).toBe(`one\n${MASK}\nthree\n`);
    expect(shown('a: "\npassword x\n')).toBe(`a: "\n${MASK}\n`);
    expect(shown('anything', 'text', 'config/forwarding.secret')).toBe(MASK);
    expect(shown('', 'text', 'forwarding.secret')).toBe('');
  });

  it('marks what it hides as it is told to, and cuts what is too long', () => {
    const marked = maskedText(
      { file: 'c.yml', format: 'yaml', bytes: bytes('password: a\ntoken: b\n'), judge: BY_NAME_AND_SHAPE },
      (secret) => `${MASK}<${secret}>`,
    );
    expect(marked).toBe(`password: ${MASK}<a>\ntoken: ${MASK}<b>\n`);
    expect(shown(`# ${'x'.repeat(4_001)}\n`)).toBe(`# ${'x'.repeat(3_998)}…\n`);
    expect(shown(`# ${'x'.repeat(3_998)}\n`)).toBe(`# ${'x'.repeat(3_998)}\n`);
  });
});
