import { compareTexts } from '@archivesmp/contracts/text-order';
import { nodeAt, viewOf, type ExpectedFile } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { readConfig, writtenOf, type ConfigNode, type Edit } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { judgedDifferences, type CompiledRules, type Finding } from '@archivesmp/drift';

/** The file whose findings are put right. */
export interface EditedFile {
  readonly plugin: string;
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly expected: ExpectedFile;
  readonly instance: FleetInstance;
  readonly rules: CompiledRules;
}

/** What puts one finding right; no edit: the key cannot be addressed in the file. */
export interface FindingEdit {
  readonly finding: Finding;
  readonly edit: Edit | undefined;
}

/**
 * The edits for findings of one file, in the order in which they can be made one after the other: positions in lists are those
 * of the file as it is, so items are taken out last and from behind. Values come from the comparison itself, not from the same
 * position of the baseline: items of a list that are told apart by a name may stand elsewhere there.
 */
export function editsForFindings(findings: readonly Finding[], file: EditedFile): FindingEdit[] {
  const root = rootOf(file);
  const wanted = new Map(differencesOf(file, root).map((one) => [keyOf(one), one.expected]));
  const added = new Map<string, number>();
  const made = findings.map((finding): FindingEdit => {
    const { kind, path } = finding;
    if (kind === 'extra_key') return { finding, edit: { op: 'unset', path } };
    const node = wanted.get(keyOf(finding));
    const value = node && writtenOf(node);
    if (value === undefined) return { finding, edit: undefined };
    if (kind !== 'missing_key') return { finding, edit: { op: 'set', path, value } };
    return { finding, edit: { op: 'insert', path: pathToAdd(path, root, added), value } };
  });
  const isRemoval = ({ edit }: FindingEdit): boolean => edit?.op === 'unset';
  const removals = made.filter(isRemoval).sort((one, other) => compareFromBehind(one.finding, other.finding));
  return [...made.filter((one) => !isRemoval(one)), ...removals];
}

function rootOf({ bytes, expected, instance }: EditedFile): ConfigNode | undefined {
  const seen = expected.readingOn(instance);
  const reading = readConfig(bytes, seen.format);
  return reading.state === 'ok' ? viewOf(reading.root, seen) : undefined;
}

function differencesOf(
  { plugin, file, expected, instance, rules }: EditedFile,
  root: ConfigNode | undefined,
) {
  if (root === undefined) return [];
  return judgedDifferences(expected.on(instance), root, (path) => rules.listAt(plugin, file, path));
}

/** A missing item of a list is named in the finding; it goes behind the last one there is. */
function pathToAdd(path: KeyPath, root: ConfigNode | undefined, added: Map<string, number>): KeyPath {
  const above = path.slice(0, -1);
  const parent = root && nodeAt(root, above);
  if (parent?.kind !== 'list') return path;
  const id = JSON.stringify(above);
  const before = added.get(id) ?? 0;
  added.set(id, before + 1);
  return [...above, parent.items.length + before];
}

function compareFromBehind({ path: one }: Finding, { path: other }: Finding): number {
  const index = one.findIndex((step, index) => step !== other[index]);
  const [step, against] = [one[index], other[index]];
  return typeof step === 'number' ? Number(against) - step : compareTexts(String(step), String(against));
}

/** One finding among those of a file. */
export const keyOf = ({ kind, path }: Pick<Finding, 'kind' | 'path'>): string =>
  `${kind} ${JSON.stringify(path)}`;
