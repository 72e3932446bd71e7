import { counted } from '@archivesmp/contracts/counted';
import { formatOf, TypedValue, type PlainValue } from '@archivesmp/config-text';
import type { FileChangeRequest, ChangeRequest } from '@archivesmp/api-client';
import { parseKeyPath } from '../../edit/key-path.js';
import { typedValue, type TypeOption } from '../../edit/typed-value.js';
import type { PlanFlags } from './plan-flags.js';

const SET_WORDS = 4;
const UNSET_WORDS = 3;

/** The changes that `--set` and `--unset` name. @throws Error for too few words or a broken path */
export function changesOf(flags: Pick<PlanFlags, 'set' | 'unset' | 'insert' | 'type'>): FileChangeRequest[] {
  const sets = wordsOf(flags.set, SET_WORDS, '--set takes INSTANCE PLUGIN/FILE KEYPATH VALUE').map(
    ([instances, file, keyPath, text]) => {
      const location = namedFilesOf(instances!, file!);
      const op = flags.insert ? ('insert' as const) : ('set' as const);
      const value = wireValue(typedValue(text!, typeFor(location.file, flags.type), undefined));
      return { ...location, edits: [{ op, path: [...parseKeyPath(keyPath!)], value }] };
    },
  );
  const unsets = wordsOf(flags.unset, UNSET_WORDS, '--unset takes INSTANCE PLUGIN/FILE KEYPATH').map(
    ([instances, file, keyPath]) => ({
      ...namedFilesOf(instances!, file!),
      edits: [{ op: 'unset' as const, path: [...parseKeyPath(keyPath!)] }],
    }),
  );
  return [...sets, ...unsets];
}

/** A properties file holds text only, so that "5" is what 5 means there; its keys are flat. */
const typeFor = (file: string, type: TypeOption | undefined): TypeOption | undefined =>
  type ?? (formatOf(file) === 'properties' ? 'string' : undefined);

function wordsOf(words: readonly string[] = [], each: number, usage: string): string[][] {
  if (words.length % each !== 0)
    throw new Error(
      `${usage}: ${each} words each time, and there are ${words.length}; what begins with a dash or holds more belongs into --file`,
    );
  return Array.from({ length: words.length / each }, (_, index) =>
    words.slice(index * each, (index + 1) * each),
  );
}

function namedFilesOf(
  instances: string,
  named: string,
): Pick<FileChangeRequest, 'instances' | 'plugin' | 'file'> {
  const slash = named.indexOf('/');
  if (slash <= 0 || slash === named.length - 1)
    throw new Error(`${named}: name a file as PLUGIN/FILE, such as CMI/config.yml`);
  const names = instances.split(',').filter((name) => name !== '');
  if (names.length === 0) throw new Error(`${named}: no instance is named for it`);
  return { instances: names, plugin: named.slice(0, slash), file: named.slice(slash + 1) };
}

/** A value as JSON has it. @throws Error for an integer that JSON readers would round */
export function wireValue(value: PlainValue): unknown {
  if (typeof value === 'bigint')
    throw new Error(`${value} is too large to be sent exactly; write the whole file with content:`);
  if (value instanceof TypedValue) return wireValue(value.value);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, inner]) => [key, wireValue(inner as PlainValue)]));
  if (Array.isArray(value)) return value.map((item) => wireValue(item as PlainValue));
  return value;
}

const LONGEST_TITLE = 200;

/** The files of the server itself belong to no plugin. */
const pluginWords = (plugin: string): string => (plugin === '_server' ? 'server files' : plugin);

/** A title for a plan whose author gave none. */
export function titleOf({
  findings = [],
  deletions = [],
  changes = [],
  desired = [],
}: Omit<ChangeRequest, 'title'>): string {
  const parts = changes.slice(0, 2).map(({ instances, plugin, file, edits = [] }) => {
    const keys = edits.map(({ path }) => (path as unknown[]).join('.')).join(', ');
    return `${keys === '' ? '' : `${keys} in `}${plugin}/${file} on ${instances.join(', ')}`;
  });
  if (changes.length > 2) parts.push(counted(changes.length - 2, 'more change'));
  if (findings.length > 0) parts.push(`${counted(findings.length, 'finding')} put right`);
  if (deletions.length > 0) parts.push(`${counted(deletions.length, 'extra file')} deleted`);
  for (const { instances, plugins } of desired)
    parts.push(
      `${plugins?.map(pluginWords).join(', ') ?? 'everything'} on ${instances.join(', ')} as it should be`,
    );
  const text = parts.join('; ');
  return text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE - 1)}…` : text;
}
