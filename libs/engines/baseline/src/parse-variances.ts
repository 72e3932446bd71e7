import type { ConfigNode } from '@archivesmp/config-text';
import { readMoment } from '@archivesmp/contracts/moment';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import {
  type Deviation,
  type DeviationsDocument,
  ENFORCEMENTS,
  KEPT_AS,
  type KeptFile,
} from './deviations-document.js';
import type { Field } from './field.js';
import { parseScope, type Scope } from './scope.js';

type Tags = DeviationsDocument['tags'];

/** `{Plugin: {file: {"dotted.key": {INSTANCE: value}}}}`. In place of an instance, `host:x`, `tag:x` … may stand. */
export function readSimpleDeviations(section: Field, tags: Tags): Deviation[] {
  const deviations: Deviation[] = [];
  for (const { key: plugin, field: files } of section.entries('plugins')) {
    for (const { key: file, field: keys } of files.entries('files')) {
      for (const { key, field: values } of keys.entries('dotted keys')) {
        for (const { key: target, field } of values.entries('instance: value')) {
          const scope = withPriority(scopeOrInstance(target), tags, field);
          if (scope)
            deviations.push({ plugin, file, key, scope, value: field.node as ConfigNode, line: field.line });
        }
      }
    }
  }
  return deviations;
}

function scopeOrInstance(target: string): Scope {
  return parseScope(target) ?? { kind: 'instance', name: target, priority: 0 };
}

const FIELDS = [
  'plugin',
  'file',
  'key',
  'path',
  'for',
  'value',
  'absent',
  'reason',
  'owner',
  'expires',
  'enforcement',
];
const SCOPE_FORM = 'everywhere, platform:NAME, host:NAME, tag:NAME or instance:NAME';

/** The long form: a list of deviations with scope, reason, owner, expiry. */
export function readDocumented(section: Field, tags: Tags): Deviation[] {
  return section.items('deviations').flatMap((item) => {
    item.only(FIELDS);
    const deviation = readOne(item, tags);
    return deviation ? [deviation] : [];
  });
}

/** `kept_files: [{plugin: Essentials, file: warps/spawn.yml, for: "instance:BENT01", as: extra, reason: why}]`. */
export function readKeptFiles(section: Field, tags: Tags): KeptFile[] {
  return section.items('kept files').flatMap((item): KeptFile[] => {
    item.only(['plugin', 'file', 'for', 'as', 'reason', 'owner', 'expires']);
    const scope = readScope(item.child('for'), tags);
    const as = item.child('as');
    if (as.absent) as.wrong(`is missing; it must be one of ${KEPT_AS.join(', ')}`);
    const file = item.child('file').text('a path below the folder of the plugin, with * and **');
    const kept = {
      plugin: item.child('plugin').required('the name of a plugin'),
      ...optional('file', file),
      as: as.oneOf(KEPT_AS) ?? ('own' as const),
      reason: item.child('reason').required('a sentence that says why it is meant so'),
      ...optional('owner', item.child('owner').text('a name')),
      ...optional('expires', readExpiry(item.child('expires'))),
      line: item.line,
    };
    if (file === undefined && kept.as === 'own')
      as.wrong('own is about a file; name it, with ** for every file of the plugin');
    return scope ? [{ ...kept, scope }] : [];
  });
}

function readScope(target: Field, tags: Tags): Scope | undefined {
  const parsed = parseScope(target.required(SCOPE_FORM));
  if (parsed === undefined && !target.absent) target.wrong(`must be ${SCOPE_FORM}`);
  return parsed && withPriority(parsed, tags, target);
}

function readOne(item: Field, tags: Tags): Deviation | undefined {
  const scope = readScope(item.child('for'), tags);
  const path = readPath(item.child('path'));
  const key = path
    ? ''
    : item.child('key').required('the key, its steps separated by dots (or give path: [step, step])');
  const value = readValue(item);
  const facts = {
    plugin: item.child('plugin').required('the name of a plugin'),
    file: item.child('file').required('a path below the folder of the plugin'),
    ...optional('reason', item.child('reason').text('a sentence')),
    ...optional('owner', item.child('owner').text('a name')),
    ...optional('expires', readExpiry(item.child('expires'))),
    ...optional('enforcement', item.child('enforcement').oneOf(ENFORCEMENTS)),
    line: item.line,
  };
  return scope && { ...facts, key, ...optional('path', path), scope, value };
}

function readValue(item: Field): ConfigNode | undefined {
  const absent = item.child('absent').oneOf(['true', 'false']) === 'true';
  const value = item.child('value');
  if (absent && value.node !== undefined) value.wrong('must not be given together with absent: true');
  if (!absent && value.node === undefined)
    value.wrong('is missing (or write absent: true for a key that must not be there)');
  return absent ? undefined : value.node;
}

function readPath(field: Field): KeyPath | undefined {
  if (field.absent) return undefined;
  return field.items('steps').map((step) => {
    const node = step.node;
    const isPosition = node?.kind === 'scalar' && node.type === 'int' && typeof node.value === 'number';
    return isPosition ? (node.value as number) : step.required('a step of a key');
  });
}

function readExpiry(field: Field): string | undefined {
  const text = field.text('a date such as 2027-01-31');
  if (text === undefined) return undefined;
  // YAML reads a date as the day after the last of the month where there is no such day
  const written = /^\d{4}-\d{2}-\d{2}/.exec(field.source)?.[0] ?? text;
  const { mistake = readMoment(written).mistake } = readMoment(text);
  if (mistake !== undefined) field.wrong(mistake);
  return text;
}

/** Tags must be declared: a tag without a priority could not say who wins. */
export function withPriority(scope: Scope, tags: Tags, field: Field): Scope | undefined {
  if (scope.kind !== 'tag') return scope;
  const tag = tags.get(scope.name);
  if (tag === undefined) {
    field.wrong(`names the tag ${scope.name}, which the section "tags" does not declare`);
    return undefined;
  }
  return { ...scope, priority: tag.priority };
}

export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}
