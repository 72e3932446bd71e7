import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { describe, expect, it } from 'vitest';
import { editConfig } from './edit-config.js';
import { leavesOf } from './leaves-of.js';
import { readConfig } from './read-config.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** YAML has a spec of its own. */
const FORMATS = ['properties', 'json', 'toml', 'hocon', 'text'] as const satisfies ConfigFormat[];

/** What makes careless readers go back and forth, overflow or fill the memory; each is repeated many thousand times. */
const REPEATED = [
  ...[' ', '\t', '\r', '\n', '\0', 'x', '"', "'", '\\', '/', '-', '.', ',', '#', '=', ':', '1', 'é', '😀'],
  ...[
    '{',
    '[',
    '(',
    '${',
    '"""',
    '\\\n',
    'a.',
    'a b ',
    '1_',
    '1,',
    '- ',
    '? ',
    '&a ',
    '*a ',
    '!a ',
    '/*',
    '//',
    '{a=',
  ],
];
const STARTS = ['', 'a=', 'a: ', '{"a": ', '{"a": "', 'a = "', 'a = """', 'a = [', '#'];
const LENGTH = 32 * 1024;

describe.each(FORMATS)('hostile %s', (format) => {
  it.each(STARTS)('a lot of one thing after %j are read or refused, never worse', (start) => {
    for (const repeated of REPEATED) {
      const text = start + repeated.repeat(LENGTH / repeated.length);
      const reading = readConfig(bytesOf(text), format);
      if (reading.state === 'ok') expect(leavesOf(reading.root).size).toBeLessThanOrEqual(1_000_000);
      else expect(reading.error).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    }
  });

  it('the limit of size holds before anything is read', () => {
    const reading = readConfig(new Uint8Array(1_001).fill(0x41), format, { limits: { maxBytes: 1_000 } });
    expect(reading).toMatchObject({
      state: 'unreadable',
      error: { message: expect.stringMatching(/limit of 1000/) },
    });
  });
});

/** Ordinary keys everywhere, whatever they mean to JavaScript. */
describe.each([
  ['json', (key: string) => `{"${key}": {"x": 1}}`],
  ['toml', (key: string) => `["${key}"]\nx = 1\n`],
  ['hocon', (key: string) => `"${key}" { x = 1 }\n`],
  ['properties', (key: string) => `${key}=1\n`],
] as [ConfigFormat, (key: string) => string][])('names of JavaScript in %s', (format, textWith) => {
  it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])('%s', (key) => {
    const bytes = bytesOf(textWith(key));
    const reading = readConfig(bytes, format);
    expect(reading.state === 'ok' && reading.root.kind === 'map' && reading.root.entries[0]?.key).toBe(key);
    const path = format === 'properties' ? [key] : [key, 'x'];
    const value = format === 'properties' ? '2' : 2;
    const result = editConfig(bytes, format, [{ op: 'set', path, value }]);
    expect(result.state === 'edited' && new TextDecoder().decode(result.bytes)).toBe(
      textWith(key).replace('1', '2'),
    );
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
