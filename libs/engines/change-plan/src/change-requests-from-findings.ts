import { nodeAt, startsWith, type ExpectedFile } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { editConfig, plainValueOf, type ConfigNode, type Edit } from '@archivesmp/config-text';
import { type FindingKind, type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import { compareFile, type CompiledRules } from '@archivesmp/drift';
import { editsForFindings, keyOf } from './edits-for-findings.js';
import { keyViewOf, type KeyReading } from './show/value-at.js';
import type { TargetFile, ExactChangeRequest } from './exact-change-request.js';

/** One finding that is to be put right. */
export interface ChosenFinding {
  readonly kind: FindingKind;
  readonly path: KeyPath;
  /** The extra file shall be deleted: asked for by itself and confirmed, never a part of making things the same. */
  readonly deletion?: true;
}

export interface PutRight {
  readonly instanceId: string;
  readonly instance: FleetInstance;
  readonly plugin: string;
  /** Relative to the plugin's folder, as findings name it. */
  readonly file: string;
  /** The file as it is now; its path is relative to the server folder. */
  readonly now: TargetFile;
  /** What it should be; left out when no baseline knows the file. */
  readonly expected?: ExpectedFile;
  readonly rules: CompiledRules;
  readonly chosen: readonly ChosenFinding[];
}

/** A finding that no change request can put right, and why. */
export interface LeftFinding extends ChosenFinding {
  readonly reason: string;
}

export interface ChangeRequestsOfFile {
  readonly changeRequests: readonly ExactChangeRequest[];
  readonly left: readonly LeftFinding[];
}

/**
 * What has to be requested so that the chosen findings of one file are gone. Compares anew by the same rules as drift, so what
 * was put right meanwhile is left with that reason. A key is removed only when that very finding was chosen; an extra file only when its
 * deletion was asked for by itself.
 */
export function changeRequestsFromFindings(input: PutRight): ChangeRequestsOfFile {
  const { expected, chosen } = input;
  const leave = (reason: string): ChangeRequestsOfFile => ({
    changeRequests: [],
    left: chosen.map((one) => ({ ...one, reason })),
  });
  const whole = chosen.find((one) => one.path.length === 0);
  if (whole?.kind === 'missing_plugin')
    return leave(
      'the plugin is not installed: its JAR comes from the updater; ask for its files to be prepared if they shall be there before its first boot',
    );
  if (whole?.kind === 'extra_file') {
    if (whole.deletion !== true) return leave(EXTRA_FILE_STAYS);
    if (input.file === '')
      return leave('a plan does not delete a whole plugin; take its JAR and folder away by hand');
    const reason = 'the file should not be here';
    return { changeRequests: [{ ...fileOf(input), kind: 'delete', because: reason }], left: [] };
  }
  if (expected === undefined) return leave('no baseline knows this file');
  const expectation = expected.on(input.instance);
  const wholly = expectation.undecided.find(({ path }) => path.length === 0);
  if (wholly !== undefined) return leave(wholly.reason);
  return whole === undefined
    ? keyChangeRequests(input, expected)
    : wholeFileChangeRequest(input, expected, leave);
}

function readingOf(expected: ExpectedFile, instance: FleetInstance): KeyReading {
  const reading = expected.readingOn(instance);
  return { format: reading.format, ...keyViewOf(reading) };
}

const EXTRA_FILE_STAYS =
  'an extra file is not deleted by making things the same: keep it as intended, ignore it, take it into the baseline, or ask for its deletion by itself';

const fileOf = ({ instanceId, plugin, now }: PutRight) => ({ instanceId, plugin, path: now.path });

/** Missing, unreadable and plain-text files are written as a whole: the baseline with this instance's deviations. */
function wholeFileChangeRequest(
  input: PutRight,
  expected: ExpectedFile,
  leave: (reason: string) => ChangeRequestsOfFile,
): ChangeRequestsOfFile {
  const { bytes, overrides, base, undecided } = expected.on(input.instance);
  const edits: Edit[] = [];
  const isOpen = (path: KeyPath): boolean =>
    undecided.some((one) => one.cause === 'variable' && startsWith(path, one.path));
  for (const { path, deviation } of overrides) {
    if (isOpen(path)) continue;
    const there = base !== undefined && nodeAt(base, path) !== undefined;
    const edit =
      deviation.value === undefined ? unsetEdit(path, there) : writeEdit(path, deviation.value, there);
    if (edit === undefined)
      return leave(`the deviation of ${showKey(path)} has a value that cannot be written`);
    edits.push(...edit);
  }
  // A new file must not set what was not decided; what the plugin does without the key is its own default
  const open = undecided.filter((one) => one.cause === 'variable');
  for (const { path } of open)
    edits.push(...unsetEdit(path, base !== undefined && nodeAt(base, path) !== undefined));
  if (open.length > 0 && base?.kind === 'map' && base.entries.every(({ key }) => isOpen([key])))
    return leave(open[0]!.reason);
  const reading = readingOf(expected, input.instance);
  const written = editConfig(bytes, reading.format, edits, reading);
  if (written.state === 'refused')
    return leave(`${showKey(written.edit.path)} cannot be written as it should be: ${written.reason}`);
  const reason = input.now.state === 'absent' ? 'the file is missing' : 'the file is not as it should be';
  return {
    changeRequests: [{ ...fileOf(input), kind: 'write', bytes: written.bytes, because: reason, ...reading }],
    left: open.map(({ path, reason }) => ({ kind: 'missing_key', path, reason: `left out: ${reason}` })),
  };
}

function keyChangeRequests(input: PutRight, expected: ExpectedFile): ChangeRequestsOfFile {
  const { now, plugin, file, instance, rules, chosen } = input;
  const observed = { plugin, path: file, state: 'readable' as const, ...(now.bytes && { bytes: now.bytes }) };
  const { findings } = compareFile(expected, observed, { instance, rules, secrets: {} });
  const open = new Map(findings.filter((one) => one.status === 'drift').map((one) => [keyOf(one), one]));
  const left: LeftFinding[] = [];
  const changeRequests: ExactChangeRequest[] = [];
  const wanted = chosen.flatMap((one) => {
    const finding = open.get(keyOf(one));
    if (finding === undefined) left.push({ ...one, reason: 'it is as it should be by now' });
    return finding ?? [];
  });
  if (now.bytes === undefined) return { changeRequests, left };
  const edited = { plugin, file, bytes: now.bytes, expected, instance, rules };
  for (const { finding, edit } of editsForFindings(wanted, edited)) {
    const { kind, path, reason } = finding;
    if (edit === undefined) left.push({ kind, path, reason: 'the key cannot be addressed in the file' });
    else
      changeRequests.push({
        ...fileOf(input),
        kind: 'edit',
        ...readingOf(expected, instance),
        edits: [edit],
        because: reason,
      });
  }
  return { changeRequests, left };
}

const unsetEdit = (path: KeyPath, there: boolean): Edit[] => (there ? [{ op: 'unset', path }] : []);

function writeEdit(path: KeyPath, node: ConfigNode, there: boolean): [Edit] | undefined {
  const value = plainValueOf(node);
  return value === undefined ? undefined : [{ op: there ? 'set' : 'insert', path, value }];
}
