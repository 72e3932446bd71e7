import { type ExplainedVariable, type ExplainedVoice, showScope } from '@archivesmp/baseline';
import { type ConfigNode, nodeOf } from '@archivesmp/config-text';
import { show, shownExplanation, type ShownValue } from '@archivesmp/drift';
import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import { printable } from '../terminal/printable.js';
import { shownValue } from '../terminal/shown-value.js';
import type { Colors, Terminal } from '../terminal/terminal.js';
import type { ExplainedOnInstance } from './explain-key.js';

/** Values of keys that look like a credential are masked, here as everywhere. */
const valueOf = (node: ConfigNode | undefined, path: KeyPath): ShownValue | undefined =>
  node && show(node, path, {}).value;

/** One JSON object: the outcome, what it is and should be, and all voices, widest scope first. */
export function explanationAsJson({ explanation, host, actual, isDrifted }: ExplainedOnInstance): string {
  return JSON.stringify({
    host,
    ...shownExplanation(explanation),
    ...(actual?.state === 'known' && { actual: valueOf(actual.node, explanation.path), isDrifted }),
  });
}

/** What it should be and is, then a line for every scope that spoke. */
export function printExplanation(explained: ExplainedOnInstance, terminal: Terminal): void {
  const { colors } = terminal;
  const { plugin, file, key, instance, voices } = explained.explanation;
  terminal.print(
    `${colors.bold(printable(`${plugin}/${file}  ${key}`))}  on ${printable(`${instance} (host ${explained.host})`)}`,
  );
  terminal.print(`  should be  ${verdict(explained, colors)}`);
  if (explained.actual) terminal.print(`  is         ${actualText(explained, colors)}`);
  if (voices.length === 0) return;
  terminal.print('');
  const rows = voices.map((voice) => rowOf(voice, explained));
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const [at, row] of rows.entries()) {
    const [scope, source, standing, rest] = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const line = `  ${scope}  ${source}  ${standing}  ${rest}`.trimEnd();
    terminal.print(voices[at] === explained.explanation.winner ? colors.green(line) : line);
  }
}

function verdict({ explanation }: ExplainedOnInstance, colors: Colors): string {
  const { outcome, expected, path, winner, reason } = explanation;
  const by =
    winner === undefined ? '' : `, says ${printable(`${sourceOf(winner)} for ${showScope(winner.scope)}`)}`;
  switch (outcome) {
    case 'value':
      return `${colors.green(shownValue(valueOf(expected, path)))}${by}`;
    case 'no_key':
      return winner === undefined
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

function actualText({ explanation, actual, isDrifted }: ExplainedOnInstance, colors: Colors): string {
  if (actual?.state !== 'known') return colors.yellow(`unknown: ${printable(actual?.reason ?? '')}`);
  const value = shownValue(valueOf(actual.node, explanation.path));
  return isDrifted ? colors.red(`${value}  drifted`) : value;
}

const sourceOf = ({ deviation }: ExplainedVoice): string =>
  deviation === undefined ? 'the baseline' : `deviations.yml line ${deviation.line}`;

/** `{{PORT}} is 25570, says deviations.yml line 12 for instance:BENT01`. */
function variableText({ name, value, scope, line, from }: ExplainedVariable, path: KeyPath): string {
  if (value === undefined) return `{{${name}}} has no value here`;
  const by =
    scope === undefined ? `the ${from} itself` : `deviations.yml line ${line} for ${showScope(scope)}`;
  return `{{${name}}} is ${shownValue(valueOf(nodeOf(value), path))}, says ${by}`;
}

/** Scope, source, standing, value with reason, owner and end. */
function rowOf(voice: ExplainedVoice, { explanation }: ExplainedOnInstance): string[] {
  const { deviation, path, standing } = voice;
  const value = shownValue(valueOf(voice.value, explanation.path));
  const isElsewhere = path.length !== explanation.path.length;
  const remarks = [
    ...(isElsewhere ? [`about ${showKey(path) || 'the whole file'}`] : []),
    ...(deviation?.reason === undefined ? [] : [deviation.reason]),
    ...(deviation?.owner === undefined ? [] : [`owner ${deviation.owner}`]),
    ...(deviation?.expires === undefined
      ? []
      : [
          `${standing === 'expired' ? 'ended' : 'until'} ${deviation.expires.replace(/T00:00:00(\.0+)?Z$/, '')}`,
        ]),
    ...voice.variables.map((variable) => variableText(variable, explanation.path)),
  ];
  const rest = remarks.length === 0 ? value : `${value}  (${printable(remarks.join('; '))})`;
  return [printable(showScope(voice.scope)), sourceOf(voice), standing, rest];
}
