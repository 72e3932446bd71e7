import type { RepairReport } from './repair-report.js';
import { isMap, type LegacyValue } from './legacy-value.js';
import { readFencedValue, readKeyLineValue, type StatedValue } from './stated-value.js';

/**
 * The three ways in which the operators' baselines are written:
 * `key-lines`     `` `a.b` = value `` below headings, no file named anywhere;
 * `fenced-maps`   a fenced block of `file stem: {Python dict}`;
 * `fenced-keys`   a fenced block of `file stem.a.b: value`.
 */
export type MarkdownDialect = 'key-lines' | 'fenced-maps' | 'fenced-keys';

export interface StatedKey {
  /** Dotted key as written, without the file stem. */
  readonly key: string;
  readonly value: LegacyValue;
  /** File stem named by the document (`config`, `lang/lang_en`), when it names one. */
  readonly stem?: string;
  readonly line: number;
}

export interface MarkdownBaseline {
  readonly plugin: string;
  readonly dialects: readonly MarkdownDialect[];
  readonly keys: readonly StatedKey[];
}

const KEY_LINE = /^`([^`]+)` = ?(.*)$/;
const FENCE = /^```/;
const PROSE = /^(#|These settings are \*\*identical|Generated from |\s*$)/;

/** Reads one `<Plugin>_universal_config.md`. Whatever is not understood is reported with its line, never dropped. */
export function readMarkdownBaseline(name: string, text: string, report: RepairReport): MarkdownBaseline {
  const plugin = name
    .replace(/^.*\//, '')
    .replace(/_universal_config\.md$/, '')
    .replace(/\.md$/, '');
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const keys: StatedKey[] = [];
  const dialects = new Set<MarkdownDialect>();
  const state = (line: number, key: string, stated: StatedValue, stem?: string): void => {
    if (stated.guess !== undefined)
      report.addRepair({
        kind: 'value_guessed',
        source: `${name}:${line}`,
        plugin,
        key,
        message: stated.guess,
      });
    keys.push({ key, value: stated.value, line, ...(stem !== undefined && { stem }) });
  };

  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (FENCE.test(line)) {
      const close = lines.findIndex((other, index) => index > i && FENCE.test(other));
      const end = close < 0 ? lines.length : close;
      if (close < 0)
        report.addRepair({
          kind: 'not_understood',
          source: `${name}:${i + 1}`,
          plugin,
          message: 'The fenced block is never closed; it is read to the end of the file.',
        });
      for (const entry of fencedEntries(lines, i + 1, end))
        readFencedEntry(entry, name, plugin, report, dialects, state);
      i = end;
      continue;
    }
    const match = KEY_LINE.exec(line);
    if (match) {
      const from = i;
      // A text may hold line breaks: then its closing quote stands some lines further down.
      let value = match[2]!;
      while (
        isOpenText(value) &&
        i + 1 < lines.length &&
        !KEY_LINE.test(lines[i + 1]!) &&
        !/^#+ /.test(lines[i + 1]!)
      )
        value += `\n${lines[++i]!}`;
      dialects.add('key-lines');
      state(from + 1, match[1]!, readKeyLineValue(value));
      continue;
    }
    if (!PROSE.test(line))
      report.addRepair({
        kind: 'not_understood',
        source: `${name}:${i + 1}`,
        plugin,
        message: `This line is neither a key, a heading nor a block: ${line.slice(0, 120)}`,
      });
  }
  return { plugin, dialects: [...dialects], keys };
}

const isOpenText = (value: string): boolean =>
  value.startsWith('"') && (value.length === 1 || !value.trimEnd().endsWith('"'));

interface FencedEntry {
  readonly line: number;
  readonly key: string;
  readonly text: string;
}

/** `key: value` lines of a block; a line that does not start a key continues the value before it. */
function* fencedEntries(lines: readonly string[], from: number, to: number): Generator<FencedEntry> {
  let open: FencedEntry | undefined;
  for (let i = from; i < to; i++) {
    const match = /^([^\s:'"{[][^:]*(?::(?! )[^:]*)*):(?: (.*))?$/.exec(lines[i]!);
    if (match) {
      if (open) yield open;
      open = { line: i + 1, key: match[1]!, text: match[2] ?? '' };
    } else if (open) {
      open = { ...open, text: `${open.text}\n${lines[i]!}` };
    } else if (lines[i]!.trim() !== '') {
      yield { line: i + 1, key: '', text: lines[i]! };
    }
  }
  if (open) yield open;
}

function readFencedEntry(
  entry: FencedEntry,
  name: string,
  plugin: string,
  report: RepairReport,
  dialects: Set<MarkdownDialect>,
  state: (line: number, key: string, stated: StatedValue, stem?: string) => void,
): void {
  if (entry.key === '') {
    report.addRepair({
      kind: 'not_understood',
      source: `${name}:${entry.line}`,
      plugin,
      message: `No key before this text: ${entry.text.slice(0, 120)}`,
    });
    return;
  }
  const stated = readFencedValue(entry.text);
  if (isMap(stated.value)) {
    dialects.add('fenced-maps');
    for (const [key, value] of stated.value) state(entry.line, key, { value }, entry.key);
    if (stated.value.size === 0) state(entry.line, '', stated, entry.key);
    return;
  }
  dialects.add('fenced-keys');
  const { stem, key } = splitStem(entry.key);
  state(entry.line, key, stated, stem);
}

/** `lang/lang_en.BattlePass.Level` names the file `lang/lang_en`: the stem ends at the first dot after the last slash before it. */
export function splitStem(key: string): { stem?: string; key: string } {
  const match = /^((?:[^./]+\/)*[^./]+)\.(.+)$/s.exec(key);
  return match ? { stem: match[1]!, key: match[2]! } : { key };
}
