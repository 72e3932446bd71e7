import { describe, expect, it } from 'vitest';
import { bukkitMistake, loadMistake, mistakeText } from './load-mistake.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a text that no server could load', () => {
  it.each([
    ['yaml', 'a: 1\nb:\n\tc: 2\n', 3],
    ['yaml', 'a: [1, 2\n', 2],
    ['json', '{"a": 1,,}', 1],
    ['toml', 'a = 1\nb = \n', 2],
    ['text', 'one\ntwo \0\n', 2],
  ] as const)('as %s is named with its line: %j', (format, text, line) => {
    const mistake = loadMistake(bytes(text), { format })!;
    expect(mistake.line).toBe(line);
    expect(mistake.column).toBeGreaterThan(0);
    expect(mistakeText(mistake)).toContain(`line ${line}, column ${mistake.column}: `);
  });

  it.each([
    ['\0', 1, 1],
    ['one\ntwo \0\n\0', 2, 5],
    ['one\n\0', 2, 1],
  ])('is no text from its first NUL byte on: %j', (text, line, column) => {
    expect(loadMistake(bytes(text), { format: 'text' })).toMatchObject({ line, column });
  });

  it.each([
    ['yaml', 'a: 1\n'],
    ['yaml', ''],
    ['properties', 'a=\\u00e4\n'],
    ['text', 'anything: [goes\n'],
    ['text', ''],
  ] as const)('is not one that can be loaded as %s: %j', (format, text) => {
    expect(loadMistake(bytes(text), { format })).toBeUndefined();
  });

  it('by Bukkit alone is told apart', () => {
    const list = bytes('- a\n- b\n');
    expect(loadMistake(list, { format: 'yaml', view: 'bukkit' })).toBeUndefined();
    expect(bukkitMistake(list, { format: 'yaml', view: 'bukkit' })).toBe('Top level is not a Map.');
    expect(bukkitMistake(list, { format: 'yaml', view: 'plain' })).toBeUndefined();
    expect(bukkitMistake(list, { format: 'yaml' })).toBeUndefined();
    expect(bukkitMistake(bytes('a.b: 1\n'), { format: 'yaml', view: 'bukkit' })).toBeUndefined();
    expect(bukkitMistake(bytes('a: [\n'), { format: 'yaml', view: 'bukkit' })).toBeUndefined();
    for (const nothing of ['', '~\n', '# nothing yet\n', '---\n'])
      expect(bukkitMistake(bytes(nothing), { format: 'yaml', view: 'bukkit' }), nothing).toBeUndefined();
    expect(bukkitMistake(bytes('text\n'), { format: 'yaml', view: 'bukkit' })).toBe(
      'Top level is not a Map.',
    );
    expect(bukkitMistake(bytes('a: {"": 1}\n'), { format: 'yaml', view: 'bukkit' })).toMatch(/empty path/);
  });
});
