import type { WithheldInstead, WithheldReason } from '@archivesmp/contracts/baselines';
import {
  compileDesiredState,
  isRelated,
  nodeAt,
  samePath,
  type DesiredState,
  type ExpectedFile,
} from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import {
  decodeBytes,
  editConfig,
  encodeText,
  writtenOf,
  type ConfigNode,
  type Edit,
} from '@archivesmp/config-text';
import { type KeyPath, type PerServerKind, showKey } from '@archivesmp/contracts/vocabulary';
import { compareFile, judgeBeside, perServerKind, sameMeaning, type CompiledRules } from '@archivesmp/drift';
import { capturedLeaves, isSecretLeaf } from './captured-leaves.js';
import { newSecrets } from './new-secrets.js';
import { markVariables, type MarkedText } from './variable-marks.js';

/** What a person decided about one value of a file that is captured. */
export interface CaptureChoice {
  readonly path: KeyPath;
  /** The name of a declared variable that stands in its place; left out: the value is taken although it looks per server. */
  readonly variable?: string;
}

/** A live file that is to become the baseline. */
export interface CaptureInput {
  readonly desired: DesiredState;
  readonly rules: CompiledRules;
  /** One of the fleet of `desired`. */
  readonly instance: FleetInstance;
  readonly plugin: string;
  /** Relative to the plugin's folder. */
  readonly file: string;
  readonly live: Uint8Array;
  readonly decisions: readonly CaptureChoice[];
}

/** A value that is not taken, and what stands in its place. */
export interface WithheldValue {
  readonly path: KeyPath;
  readonly because: WithheldReason;
  readonly look?: PerServerKind;
  readonly instead: WithheldInstead;
}

/** `refused`: nothing of the file can be taken before a person decides about `undecided` (secrets without a place). */
export type CapturedFile =
  | { readonly state: 'captured'; readonly bytes: Uint8Array; readonly withheld: readonly WithheldValue[] }
  | {
      readonly state: 'refused';
      readonly reason: string;
      readonly undecided: readonly KeyPath[];
      readonly withheld: readonly WithheldValue[];
    };

/**
 * Makes a baseline of what an instance has: the bytes of the live file with its comments, but variables and values that a
 * deviation documents stay as the baseline has them, values that look per server are taken only when a person decided so, and
 * secrets never: they stay as the baseline has them or become a declared variable. What comes of it is compared with the live
 * file by the rules of drift; a file that would differ in more than what was withheld is refused.
 */
export function captureBaseline(input: CaptureInput): CapturedFile {
  const { desired, instance, plugin, file, live, decisions } = input;
  const declared = new Set(desired.document.variables.map(({ name }) => name));
  const unknown = decisions.find(({ variable }) => variable !== undefined && !declared.has(variable));
  if (unknown !== undefined)
    return refused(`deviations.yml declares no variable ${unknown.variable}; declare it there first`);
  const known = desired.plugins.get(plugin)?.get(file);
  const reading = desired.readers.readingOn(plugin, file, instance.platform);
  const base = known && markVariables(known.bytes, declared, live, reading);
  if (reading.format === 'text') return wholeText(input, base);
  const leaves = capturedLeaves(live, reading);
  if (leaves === undefined)
    return refused('it cannot be read on the instance, so its values cannot be told apart');
  if (base !== undefined && base.root === undefined)
    return refused('the baseline has variables where only a server could read it; change it by hand');
  const unmatched = decisions.find(({ path }) => nodeAt(leaves.root, path) === undefined);
  if (unmatched !== undefined) return refused(`${showKey(unmatched.path)} is not in the file`);
  const marks = base ?? markVariables(new Uint8Array(), declared, live, reading);
  const judged = judge(input, leaves.paths, leaves.root, marks, known);
  if (judged.undecided.length > 0)
    return {
      ...refused(
        `${judged.undecided.map((path) => showKey(path)).join(', ')}: what is secret, or cannot be written as it was, is never taken; name a declared variable for it`,
      ),
      undecided: judged.undecided,
      withheld: judged.withheld,
    };
  const edited = editConfig(live, reading.format, judged.edits, reading);
  if (edited.state === 'refused')
    return refused(`${showKey(edited.edit.path)} cannot be kept as the baseline has it: ${edited.reason}`);
  const fresh = newSecrets(file, reading, edited.bytes, base?.bytes, input.rules.judgeOf(plugin, file));
  if (fresh !== undefined) return refused(fresh);
  return proved(input, marks.unmarked(edited.bytes), judged.withheld);
}

interface Judged {
  readonly edits: readonly Edit[];
  readonly withheld: readonly WithheldValue[];
  readonly undecided: readonly KeyPath[];
}

function judge(
  { instance, decisions, rules, plugin, file }: CaptureInput,
  paths: readonly KeyPath[],
  live: ConfigNode,
  marks: MarkedText,
  known: ExpectedFile | undefined,
): Judged {
  const edits: Edit[] = [];
  const withheld: WithheldValue[] = [];
  const undecided: KeyPath[] = [];
  const expectation = known?.on(instance);
  const secrets = judgeBeside(rules.judgeOf(plugin, file), [live]);
  const overrides = expectation?.overrides ?? [];
  const covered = (path: KeyPath): boolean => overrides.some((override) => isRelated(override.path, path));
  for (const path of paths) {
    const node = nodeAt(live, path)!;
    const base = marks.root && nodeAt(marks.root, path);
    const isAsBefore = base !== undefined && sameMeaning(base, node);
    const withhold = (reason: WithheldReason, kind?: PerServerKind): void => {
      const edit = asBefore(path, base && marks.withVariables(base), 'set');
      if (edit === undefined) return void undecided.push(path);
      edits.push(edit);
      const expected = expectation?.root && nodeAt(expectation.root, path);
      // What is as it should be is not worth a word, whichever way the baseline says it
      if (expected !== undefined && sameMeaning(expected, node)) return;
      const instead = base === undefined ? 'left_out' : 'baseline';
      withheld.push({ path, because: reason, instead, ...(kind !== undefined && { look: kind }) });
    };
    const decision = decisions.find((one) => samePath(one.path, path));
    if (decision?.variable !== undefined) {
      edits.push({
        op: 'set',
        path,
        value: marks.markOf(decision.variable, node.kind === 'scalar' && node.type === 'string'),
      });
      withheld.push({ path, because: 'variable', instead: 'variable' });
    } else if (base !== undefined && marks.isMarked(base)) withhold('variable');
    else if (covered(path)) withhold('documented');
    else if (!isAsBefore && isSecretLeaf(node, path, secrets)) {
      if (base === undefined) undecided.push(path);
      else withhold('secret');
    } else if (!isAsBefore && decision === undefined) {
      const kind = perServerKind(sidesOf(path, base, node), instance);
      if (kind !== undefined) withhold('per_server', kind);
    }
  }
  for (const { path, deviation } of overrides) {
    const base = marks.root && nodeAt(marks.root, path);
    if (deviation.value !== undefined || base === undefined || nodeAt(live, path) !== undefined) continue;
    const edit = asBefore(path, marks.withVariables(base), 'insert');
    if (edit === undefined) undecided.push(path);
    else edits.push(edit);
  }
  return { edits, withheld, undecided };
}

/** What leaves a key as the baseline has it; undefined for a value that cannot be written. */
function asBefore(path: KeyPath, base: ConfigNode | undefined, op: 'set' | 'insert'): Edit | undefined {
  if (base === undefined) return { op: 'unset', path };
  const value = writtenOf(base);
  return value === undefined ? undefined : { op, path, value };
}

/** A file without keys is taken as a whole or not at all. */
function wholeText(input: CaptureInput, base: MarkedText | undefined): CapturedFile {
  if (base?.hasMarks === true)
    return refused('its baseline has variables and it has no keys, so they would be lost; change it by hand');
  const fresh = newSecrets(
    input.file,
    { format: 'text' },
    input.live,
    base?.bytes,
    input.rules.judgeOf(input.plugin, input.file),
  );
  if (fresh !== undefined) return refused(fresh);
  const declared = input.desired.document.variables.map(({ name }) => name);
  const decoded = decodeBytes(input.live, 'utf8-latin1');
  const escaped = declared.reduce(
    (text, name) => text.replaceAll(`{{${name}}}`, `\\{{${name}}}`),
    decoded.text,
  );
  return proved(input, encodeText(escaped, decoded) ?? new TextEncoder().encode(escaped), []);
}

/** Compares the live file with what the new baseline would ask for. */
function proved(input: CaptureInput, bytes: Uint8Array, withheld: readonly WithheldValue[]): CapturedFile {
  const { plugin, file, live, instance, rules } = input;
  const observed = { plugin, path: file, state: 'readable' as const, bytes: live };
  const expected = compiled(input, bytes);
  const { findings } = compareFile(expected, observed, { instance, rules, secrets: {} });
  // What deviations of this instance ask for was and is none of the baseline's business
  const known = [...withheld, ...expected.on(instance).overrides];
  const surprise = findings.find(
    ({ status, path }) => status === 'drift' && !known.some((one) => isRelated(one.path, path)),
  );
  if (surprise === undefined) return { state: 'captured', bytes, withheld };
  return refused(
    `${surprise.key === '' ? 'the file' : surprise.key} could not be taken as it is: ${surprise.reason}`,
  );
}

function compiled({ desired, plugin, file }: CaptureInput, bytes: Uint8Array): ExpectedFile {
  const { document: deviations, fleet, now } = desired;
  const state = compileDesiredState({ baselines: [{ plugin, path: file, bytes }], deviations, fleet, now });
  return state.plugins.get(plugin)!.get(file)!;
}

const refused = (reason: string) => ({ state: 'refused' as const, reason, undecided: [], withheld: [] });

function sidesOf(path: KeyPath, base: ConfigNode | undefined, live: ConfigNode) {
  const valueOf = (node: ConfigNode | undefined) =>
    node?.kind !== 'scalar' || typeof node.value === 'bigint' ? undefined : node.value;
  return { path, expected: valueOf(base), actual: valueOf(live) };
}
