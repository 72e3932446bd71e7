import { describe, expect, it } from 'vitest';
import { SpelledNumber } from './legacy-value.js';
import { readMarkdownBaseline } from './markdown-baseline.js';
import { RepairReport } from './repair-report.js';

function read(text: string) {
  const report = new RepairReport();
  const baseline = readMarkdownBaseline('universal_configs/Demo_universal_config.md', text, report);
  return { baseline, repairs: report.repairs };
}

describe('markdown baselines', () => {
  it('reads key lines below headings, whatever the line ends', () => {
    const { baseline, repairs } = read(
      '# Demo - Universal Configuration\r\n\r\n## General\r\n\r\n`a.b` = true\r\n\r\n`c` = 1.0\r\n\r\n`d` = "x"\r\n\r\n`e` = null\r\n',
    );
    expect(baseline.plugin).toBe('Demo');
    expect(baseline.dialects).toEqual(['key-lines']);
    expect(baseline.keys.map((row) => [row.key, row.value])).toEqual([
      ['a.b', true],
      ['c', new SpelledNumber('1.0')],
      ['d', 'x'],
      ['e', null],
    ]);
    expect(repairs).toEqual([]);
  });

  it('takes the text between the quotes as it stands, without escapes', () => {
    const { baseline } = read('`regex` = "[^a-z\\-\\_]"\n');
    expect(baseline.keys[0]!.value).toBe('[^a-z\\-\\_]');
  });

  it('joins a text that runs over several lines', () => {
    const { baseline, repairs } = read('`motd` = "first\nsecond"\n\n`next` = 1\n');
    expect(baseline.keys.map((row) => row.value)).toEqual(['first\nsecond', new SpelledNumber('1')]);
    expect(repairs).toEqual([]);
  });

  it('reads a fenced block of Python dicts by file stem', () => {
    const { baseline } = read(
      "# Demo\n```yaml\nconfig: {'a': True, 'b.c': None}\nlang/en: {'x': 'y: z'}\n```\n",
    );
    expect(baseline.dialects).toEqual(['fenced-maps']);
    expect(baseline.keys.map((row) => [row.stem, row.key, row.value])).toEqual([
      ['config', 'a', true],
      ['config', 'b.c', null],
      ['lang/en', 'x', 'y: z'],
    ]);
  });

  it('reads a fenced block of keys that start with the file stem', () => {
    const { baseline } = read(
      '```yaml\nrules.presets.x: &#FFD700\nmenu/main.Title: \nrules.list: [None, 1]\n```\n',
    );
    expect(baseline.dialects).toEqual(['fenced-keys']);
    expect(baseline.keys.map((row) => [row.stem, row.key, row.value])).toEqual([
      ['rules', 'presets.x', '&#FFD700'],
      ['menu/main', 'Title', ''],
      ['rules', 'list', [null, new SpelledNumber('1')]],
    ]);
  });

  it('reports what it does not understand with its line, and what it guessed', () => {
    const { repairs } = read('`a` = loose text\nsome unexpected prose\n');
    expect(repairs.map((row) => [row.kind, row.source])).toEqual([
      ['value_guessed', 'universal_configs/Demo_universal_config.md:1'],
      ['not_understood', 'universal_configs/Demo_universal_config.md:2'],
    ]);
  });
});
