import { nodeAt, Readers, viewOf, type DeviationsDocument } from '@archivesmp/baseline';
import {
  pathInView,
  plainValueOf,
  readConfig,
  type ConfigNode,
  type PlainValue,
} from '@archivesmp/config-text';
import type { FindingView } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import type { KeyPath, Platform } from '@archivesmp/contracts/vocabulary';
import { judgesOf, show } from '@archivesmp/drift';

/** What is there: the value, or `absent` for a key that is not. */
export type ValueOnInstance =
  { readonly value: PlainValue; readonly absent?: undefined } | { readonly absent: true };

type FindingKey = Pick<FindingView, 'plugin' | 'file' | 'path' | 'kind'>;

/**
 * What the bytes of the instance's file have at the key of a finding, read as the plugin reads it.
 * @throws Problem `resource.conflict` when the file does not have what the finding says, `request.invalid` for a secret or
 * a value that deviations.yml cannot carry; the value is never repeated
 */
export function valueOnInstance(
  bytes: Uint8Array,
  { plugin, file, path: found, kind }: FindingKey,
  document: DeviationsDocument,
  platform: Platform,
): ValueOnInstance {
  const seen = new Readers(document).readingOn(plugin, file, platform);
  const reading = readConfig(bytes, seen.format);
  if (reading.state === 'unreadable')
    throw new Problem('resource.conflict', `${plugin}/${file} cannot be read; scan again.`);
  const root = viewOf(reading.root, seen);
  const path = pathInView(root, found, seen);
  const node = nodeAt(root, path);
  if (kind === 'missing_key') {
    if (node !== undefined || leadsIntoList(root, path)) throw otherThanFound(plugin, file);
    return { absent: true };
  }
  if (node === undefined) throw otherThanFound(plugin, file);
  if (show(node, path, { judge: judgesOf(document)(plugin, file), hash: (text) => text }).hash !== undefined)
    throw new Problem(
      'request.invalid',
      'The value is a secret, and deviations.yml is read by people. Keep it with a variable, or ignore the key by a rule ' +
        'in the section "ignore".',
    );
  const value = plainValueOf(node);
  if (value === undefined)
    throw new Problem('request.invalid', 'The value is of a kind that deviations.yml cannot carry.');
  return { value: escaped(value, new Set(document.variables.map(({ name }) => name))) };
}

/** Items of a list that are told apart by a name: a path with that name means nothing in deviations.yml. */
function leadsIntoList(root: ConfigNode, path: KeyPath): boolean {
  return path.some(
    (step, index) => typeof step === 'string' && nodeAt(root, path.slice(0, index))?.kind === 'list',
  );
}

const otherThanFound = (plugin: string, file: string): Problem =>
  new Problem(
    'resource.conflict',
    `At this key ${plugin}/${file} does not have what the finding says; scan again, or write the deviation by hand.`,
  );

/** What is found on a server is no variable, even if it looks like one of ours. */
function escaped(value: PlainValue, declared: ReadonlySet<string>): PlainValue {
  if (typeof value === 'string')
    return value.replace(/\{\{([A-Z][A-Z0-9_]{0,63})\}\}/g, (whole, name: string) =>
      declared.has(name) ? `\\${whole}` : whole,
    );
  if (value instanceof Map)
    return new Map([...value].map(([key, inner]) => [key, escaped(inner as PlainValue, declared)]));
  if (Array.isArray(value)) return value.map((item: PlainValue) => escaped(item, declared));
  return value;
}
