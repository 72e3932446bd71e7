import {
  compileSelector,
  isExpired,
  scopeCovers,
  splitDotted,
  type Deviation,
  type DeviationsDocument,
  type IgnoreRule,
  type KeptFile,
  type ListSection,
  withoutEntry,
} from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { readConfig } from '@archivesmp/config-text';
import type { FindingView } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import { showKey } from '@archivesmp/contracts/vocabulary';

/** What a finding is about, as far as entries of deviations.yml look at it. */
export type FindingLocation = Pick<FindingView, 'plugin' | 'file' | 'path' | 'key' | 'kind'>;

type Entry = Deviation | KeptFile | IgnoreRule;

/** Entries that speak of one instance alone, and of this very key, file or plugin; those that count no more, too. */
export function entriesOn(
  document: DeviationsDocument,
  { plugin, file, path, key }: FindingLocation,
  instance: FleetInstance,
): readonly (Deviation | KeptFile)[] {
  const isOfInstance = ({ scope }: Deviation | KeptFile): boolean =>
    scope.kind === 'instance' && scopeCovers(scope, instance);
  if (path.length > 0)
    return document.deviations.filter(
      (one) =>
        isOfInstance(one) &&
        one.plugin === plugin &&
        one.file === file &&
        showKey(one.path ?? splitDotted(one.key)) === key,
    );
  return document.keptFiles.filter(
    (one) => isOfInstance(one) && one.plugin === plugin && (one.file ?? '') === file,
  );
}

/** Rules that ignore a finding about a whole file or plugin; first those that say nothing else. */
export function rulesIgnoring(
  document: DeviationsDocument,
  { plugin, file, path, kind }: FindingLocation,
  { name, aliases = [] }: FleetInstance,
): { readonly rule: IgnoreRule; readonly concernsOnlyIt: boolean }[] {
  const isHere = (rule: IgnoreRule): boolean =>
    rule.instances.length === 0 || [name, ...aliases].some((one) => rule.instances.includes(one));
  const found = document.ignore.filter((rule) => {
    const matches = compileSelector(rule);
    const isOfKind = rule.kinds.length === 0 || rule.kinds.includes(kind);
    return isHere(rule) && isOfKind && matches.selectsFile(plugin, file) && matches.key(path);
  });
  return found
    .map((rule) => ({ rule, concernsOnlyIt: concernsNothingElse(rule, { plugin, file, kind }) }))
    .sort(
      (left, right) =>
        Number(right.concernsOnlyIt) - Number(left.concernsOnlyIt) ||
        right.rule.instances.length - left.rule.instances.length,
    );
}

/** As `asmp finding ignore` writes it: this file or plugin and kind, on one instance or everywhere. */
const concernsNothingElse = (
  rule: IgnoreRule,
  { plugin, file, kind }: Pick<FindingLocation, 'plugin' | 'file' | 'kind'>,
): boolean =>
  rule.plugin === plugin &&
  rule.file === (file === '' ? '**' : file) &&
  rule.key === '**' &&
  rule.kinds.length === 1 &&
  rule.kinds[0] === kind &&
  rule.instances.length <= 1;

/** The section of an entry and its place there; undefined for the short form, which holds several. */
function entryLocationOf(
  text: Uint8Array,
  document: DeviationsDocument,
  entry: Entry,
): { readonly section: ListSection; readonly index: number; readonly line: number } | undefined {
  const lists = [
    ['documented', document.deviations],
    ['kept_files', document.keptFiles],
    ['ignore', document.ignore],
  ] as const;
  const reading = readConfig(text, 'yaml');
  const root = reading.state === 'ok' && reading.root.kind === 'map' ? reading.root : undefined;
  for (const [section, entries] of lists) {
    const list = root?.entries.find(({ key }) => key === section)?.value;
    if (list?.kind !== 'list') continue;
    // The short form of deviations comes before the long one
    const index = (entries as readonly Entry[]).indexOf(entry) - (entries.length - list.items.length);
    if (!(entries as readonly Entry[]).includes(entry) || index < 0) continue;
    const before = new TextDecoder().decode(text).slice(0, list.items[index]!.span.start);
    return { section, index, line: before.split('\n').length };
  }
  return undefined;
}

/** In which line of the document an entry stands. */
export const lineOf = (text: Uint8Array, document: DeviationsDocument, entry: Entry): number =>
  entryLocationOf(text, document, entry)?.line ?? ('line' in entry ? entry.line : 1);

/**
 * deviations.yml without some entries; every other byte stays.
 * @throws Problem `resource.conflict` for one in the short form, `baseline.invalid`
 */
export function withoutEntries(
  text: Uint8Array,
  document: DeviationsDocument,
  entries: readonly Entry[],
): Uint8Array {
  const locations = entries.map((entry) => {
    const location = entryLocationOf(text, document, entry);
    if (location !== undefined) return location;
    throw new Problem(
      'resource.conflict',
      `Line ${lineOf(text, document, entry)} of deviations.yml says so in the short form, together with others; change it there.`,
    );
  });
  // The indexes of those before stay as they are
  return locations
    .sort((left, right) => right.index - left.index)
    .reduce((rest, { section, index }) => withoutEntry(rest, section, index), text);
}

/** Those that count no more, and can be taken out alone. */
export const renewable = (
  text: Uint8Array,
  document: DeviationsDocument,
  entries: readonly (Deviation | KeptFile)[],
  now: string,
): readonly (Deviation | KeptFile)[] =>
  entries.filter((one) => isExpired(one, now) && entryLocationOf(text, document, one) !== undefined);
