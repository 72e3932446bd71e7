import { showKey } from '@archivesmp/contracts/vocabulary';
import type { SecretVerdict } from '@archivesmp/secrets';
import { tableLines } from '../online/table-lines.js';
import { compareText } from '../scan/fleet-folder.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import type { CheckFlags, CheckReport, FileReport } from './check-report.js';
import { ruleLine } from './rule-lines.js';
import { jsonText } from '../terminal/json-text.js';

/** One decision in a file, at a key or in a line. */
interface Sighting {
  readonly plugin: string;
  readonly file: string;
  readonly instance: string | undefined;
  /** Left out for lines and whole files. */
  readonly key?: string;
  readonly line?: number;
  readonly verdict: SecretVerdict;
}

/** Text or one JSON document. What nothing spoke about is left out, unless all is asked for. */
export async function printCheck(report: CheckReport, flags: CheckFlags, terminal: Terminal): Promise<void> {
  const all = report.files.flatMap(sightingsOf);
  const chosen = flags.all ? all : all.filter(({ verdict }) => verdict.by !== 'nothing');
  const counts = countsOf(report, all);
  if (flags.json) {
    const values = chosen.map(({ verdict: { hidden, by, why }, ...location }) => ({
      ...location,
      hidden,
      by,
      why,
    }));
    terminal.print(jsonText({ values, rules: report.rules, counts }));
    return;
  }
  const byFile = [...Map.groupBy(chosen, ({ plugin, file }) => (plugin === '' ? file : `${plugin}/${file}`))];
  for (const [file, those] of byFile.sort(([left], [right]) => compareText(left, right))) {
    terminal.print(terminal.colors.bold(printable(file)));
    for (const line of tableLines(alikeRows(those))) terminal.print(`  ${line}`);
    await terminal.flush();
  }
  if (report.rules.length > 0) terminal.print(`\n${terminal.colors.bold('Rules of deviations.yml')}`);
  for (const rule of report.rules)
    terminal.print(rule.isIdle ? terminal.colors.yellow(ruleLine(rule)) : ruleLine(rule));
  terminal.print(sumLine(counts));
}

function sightingsOf({ plugin, file, instance, found }: FileReport): Sighting[] {
  const location = { plugin, file, instance };
  switch (found.as) {
    case 'unreadable':
      return [];
    case 'whole':
      return [{ ...location, verdict: found.verdict }];
    case 'lines':
      return found.lines.map((one) => ({ ...location, ...one }));
    case 'keys':
      return [
        ...found.values.map(({ path, line, verdict }) => ({
          ...location,
          key: showKey(path),
          line,
          verdict,
        })),
        ...found.lines.map((one) => ({ ...location, ...one })),
      ];
  }
}

/** The same decision at the same place of several instances is one row. */
function alikeRows(sightings: readonly Sighting[]): string[][] {
  const alike = Map.groupBy(sightings, ({ key, line, verdict: { hidden, by, why } }) =>
    JSON.stringify([key ?? line ?? '', key === undefined, hidden, by, why]),
  );
  return [...alike.values()].map((those) => {
    const [{ key, line, verdict, instance }] = those as [Sighting];
    const on = new Set(those.map((one) => one.instance)).size;
    const where = key === undefined ? (line === undefined ? '(all of it)' : `line ${line}`) : printable(key);
    const state = verdict.hidden ? 'hidden' : 'shown';
    const many = on > 1 ? ` (${on} instances)` : instance === undefined ? '' : ` (${instance})`;
    return [where, `${state} by ${verdict.by}`, printable(`${verdict.why}${many}`)];
  });
}

type Counts = Readonly<
  Record<'files' | 'leftOut' | 'values' | 'hidden' | 'rule' | 'shape' | 'name' | 'lines', number>
>;

/** `hidden` counts values and whole files; lines beside them, and of texts, by themselves. */
function countsOf({ files, leftOut }: CheckReport, all: readonly Sighting[]): Counts {
  const ofLines = all.filter(({ key, line }) => key === undefined && line !== undefined);
  const values = all.filter(({ key, line }) => key !== undefined || line === undefined);
  const hidden = values.filter(({ verdict }) => verdict.hidden);
  const by = (what: string): number => hidden.filter(({ verdict }) => verdict.by === what).length;
  const sums = { rule: by('rule'), shape: by('shape'), name: by('name') };
  return {
    files: files.filter(({ found }) => found.as !== 'unreadable').length,
    leftOut,
    values: values.length,
    hidden: hidden.length,
    ...sums,
    lines: ofLines.length,
  };
}

function sumLine({ files, leftOut, values, hidden, rule, shape, name, lines }: Counts): string {
  const out = leftOut === 0 ? '' : `; files of data, or unmanaged, left out: ${leftOut}`;
  return (
    `\nIn all: files ${files}, values ${values}, hidden ${hidden} (by rule ${rule}, by shape ${shape}, by name ${name}); ` +
    `lines of comments and texts with something hidden: ${lines}${out}`
  );
}
