import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import { show, shownExplanation, type ShownExplanation } from '@archivesmp/drift';
import { printable } from '../terminal/printable.js';
import { shownValue } from '../terminal/shown-value.js';
import type { Colors, Terminal } from '../terminal/terminal.js';
import type { ExplainedOnInstance } from './explain-key.js';
import { jsonText } from '../terminal/json-text.js';

/** An explanation as it is told, from plain folders and from a hub alike; secrets are masked. */
export interface PrintedExplanation extends Omit<ShownExplanation, 'voices' | 'path' | 'expected'> {
  readonly expected?: unknown;
  readonly path: KeyPath;
  readonly voices: readonly PrintedSource[];
  /** Left out where it was not asked for. */
  readonly host?: string;
  /** What the instance has, if that was looked at. */
  readonly actual?:
    | { readonly state: 'known'; readonly value: unknown; readonly isDrifted: boolean }
    | { readonly state: 'unknown'; readonly reason: string };
}

type PrintedSource = Omit<ShownExplanation['voices'][number], 'standing' | 'path' | 'value' | 'variables'> & {
  readonly standing: string;
  readonly path: KeyPath;
  readonly value?: unknown;
  readonly variables?: readonly PrintedVariable[];
};

interface PrintedVariable {
  readonly name: string;
  readonly value?: unknown;
  readonly by?: string;
  readonly line?: number;
}

/** What plain folders gave, as it is told. */
export function printedExplanation({
  explanation,
  host,
  actual,
  isDrifted,
  judge,
}: ExplainedOnInstance): PrintedExplanation {
  const printed = { ...shownExplanation(explanation, judge), host };
  if (actual === undefined) return printed;
  if (actual.state === 'unknown') return { ...printed, actual };
  const value = actual.node && show(actual.node, explanation.path, { judge }).value;
  return { ...printed, actual: { state: 'known', value, isDrifted } };
}

/** One JSON object: the outcome, what it is and should be, and all voices, widest scope first. */
export function explanationAsJson({ host, actual, ...explanation }: PrintedExplanation): string {
  return jsonText({
    ...(host !== undefined && { host }),
    ...explanation,
    ...(actual?.state === 'known' && { actual: actual.value, isDrifted: actual.isDrifted }),
  });
}

/** What it should be and is, then a line for every scope that spoke. */
export function printExplanation(printed: PrintedExplanation, terminal: Terminal): void {
  const { colors } = terminal;
  const { plugin, file, key, instance, host, voices: valueSources } = printed;
  const where = host === undefined ? instance : `${instance} (host ${host})`;
  terminal.print(`${colors.bold(printable(`${plugin}/${file}  ${key}`))}  on ${printable(where)}`);
  terminal.print(`  should be  ${verdict(printed, colors)}`);
  if (printed.actual) terminal.print(`  is         ${actualText(printed.actual, colors)}`);
  if (valueSources.length === 0) return;
  terminal.print('');
  const rows = valueSources.map((valueSource) => rowOf(valueSource, printed));
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const [index, row] of rows.entries()) {
    const [scope, source, status, rest] = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const line = `  ${scope}  ${source}  ${status}  ${rest}`.trimEnd();
    terminal.print(index === printed.winner ? colors.green(line) : line);
  }
}

function verdict(
  { outcome, expected, winner, voices: valueSources, reason }: PrintedExplanation,
  colors: Colors,
): string {
  const who = winner === undefined ? undefined : valueSources[winner];
  const by = who === undefined ? '' : `, says ${printable(`${sourceOf(who)} for ${who.scope}`)}`;
  switch (outcome) {
    case 'value':
      return `${colors.green(shownValue(expected))}${by}`;
    case 'no_key':
      return who === undefined
        ? 'no such key: neither the baseline nor a deviation has it'
        : `no such key${by}`;
    case 'conflict':
    case 'not_judged':
    case 'unreadable':
    case 'no_baseline':
    case 'not_expected_here':
      return colors.yellow(`unknown: ${printable(reason ?? outcome)}`);
  }
}

function actualText(actual: NonNullable<PrintedExplanation['actual']>, colors: Colors): string {
  if (actual.state !== 'known') return colors.yellow(`unknown: ${printable(actual.reason)}`);
  const value = shownValue(actual.value);
  return actual.isDrifted ? colors.red(`${value}  drifted`) : value;
}

const sourceOf = ({ source, line }: PrintedSource): string =>
  source === 'baseline' ? 'the baseline' : `deviations.yml line ${line}`;

/** `{{PORT}} is 25570, says deviations.yml line 12 for instance:BENT01`. */
function variableText({ name, value, by, line }: PrintedVariable): string {
  if (value === undefined) return `{{${name}}} has no value here`;
  const who = line === undefined ? by : `deviations.yml line ${line} for ${by}`;
  return `{{${name}}} is ${shownValue(value)}, says ${who}`;
}

/** Scope, source, status, value with reason, owner and end. */
function rowOf(valueSource: PrintedSource, { path: key }: PrintedExplanation): string[] {
  const { path, standing: status, reason, owner, expires, variables = [] } = valueSource;
  const value = shownValue(valueSource.value);
  const isElsewhere = path.length !== key.length;
  const remarks = [
    ...(isElsewhere ? [`about ${showKey(path) || 'the whole file'}`] : []),
    ...(reason === undefined ? [] : [reason]),
    ...(owner === undefined ? [] : [`owner ${owner}`]),
    ...(expires === undefined
      ? []
      : [`${status === 'expired' ? 'ended' : 'until'} ${expires.replace(/T00:00:00(\.0+)?Z$/, '')}`]),
    ...variables.map(variableText),
  ];
  const rest = remarks.length === 0 ? value : `${value}  (${printable(remarks.join('; '))})`;
  return [printable(valueSource.scope), sourceOf(valueSource), status, rest];
}
