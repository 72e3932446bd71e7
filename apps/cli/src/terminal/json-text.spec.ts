import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { dumpAsJson } from '../dump/dump-lines.js';
import { ignoreLines } from '../noise/ignore-lines.js';
import { printDocument } from '../online/print-document.js';
import { printJson } from '../scan/print-json.js';
import { collectingTerminal } from './collecting-terminal.js';

const SOURCES = path.resolve(import.meta.dirname, '..');
/** Ends a line of a terminal and begins a command to it. */
const UNUSUAL = 'a\u0085b\u009b2Jc\u202e';
const SHOWN = 'a\\u0085b\\u009b2Jc\\u202e';

it('every JSON of asmp is written so that a terminal obeys nothing in it', async () => {
  const terminal = collectingTerminal();
  printDocument({ [UNUSUAL]: UNUSUAL }, terminal);
  await printJson(
    {
      findings: [{ key: UNUSUAL }],
      outliers: [],
      instances: [],
      plugins: [],
      noMajority: [],
      problems: [],
    } as never,
    terminal,
  );
  terminal.print(
    dumpAsJson({ file: UNUSUAL, state: 'ok', leaves: new Map([[UNUSUAL, `str:${UNUSUAL}`]]) } as never),
  );
  const rule = { plugin: UNUSUAL, file: UNUSUAL, key: UNUSUAL, kinds: [], reason: UNUSUAL, instances: [] };
  for (const line of ignoreLines([{ rule, instances: [UNUSUAL], changes: 1 } as never])) terminal.print(line);
  const printed = terminal.printed.join('\n');
  expect(printed).not.toContain('\u0085');
  expect(printed).not.toContain('\u009b');
  expect(printed.split(SHOWN)).toHaveLength(12);
  expect(JSON.parse(terminal.printed[0]!)).toEqual({ [UNUSUAL]: UNUSUAL });
});

it('no verb prints JSON past it', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
  );
  const past = files.filter((file) =>
    /print\(\s*JSON\.stringify|AsJson[^]*\bJSON\.stringify/.test(
      readFileSync(path.join(SOURCES, file), 'utf8'),
    ),
  );
  expect(past.filter((file) => file !== 'dump/dump-lines.ts')).toEqual([]);
});
