import type { FindingKind, KeyPath, Severity } from '@archivesmp/contracts/vocabulary';
import { BY_NAME_AND_SHAPE, hasPhrase, wordsOf } from '@archivesmp/secrets';

/** Keys of one kind, recognised by words of any of their steps or of the last one only. */
export interface KeyClass {
  readonly name: string;
  readonly severity: Severity;
  readonly where: 'last' | 'any';
  readonly phrases: readonly string[];
}

/** What a wrong value is worth, by what its key is about. The first class that fits decides. */
export const KEY_CLASSES: readonly KeyClass[] = [
  {
    name: 'who may do what',
    severity: 'critical',
    where: 'last',
    phrases: ['online mode', 'op', 'ops', 'bungeecord', 'forwarding mode', 'white list', 'whitelist'],
  },
  {
    name: 'where it is stored and connected',
    severity: 'high',
    where: 'last',
    phrases: [
      'host',
      'hostname',
      'address',
      'ip',
      'port',
      'database',
      'db',
      'table prefix',
      'url',
      'uri',
      'storage method',
      'storage type',
      'cluster',
      'server id',
      'server name',
      'user',
      'username',
      'redis',
      'mysql',
      'bind',
    ],
  },
  {
    name: 'what players see',
    severity: 'low',
    where: 'any',
    phrases: [
      'message',
      'messages',
      'lore',
      'title',
      'subtitle',
      'display name',
      'displayname',
      'description',
      'prefix',
      'suffix',
      'format',
      'motd',
      'lang',
      'language',
      'locale',
      'text',
      'color',
      'sound',
      'icon',
    ],
  },
];

/** What a finding is worth when its key tells nothing. */
export const KIND_SEVERITY: Readonly<Record<FindingKind, Severity>> = {
  missing_plugin: 'high',
  missing_file: 'high',
  not_understood: 'high',
  unreadable: 'high',
  wrong_value: 'medium',
  type_change: 'medium',
  missing_key: 'medium',
  list_order: 'low',
  extra_key: 'low',
  extra_file: 'low',
};

const ENFORCED: Readonly<Record<'required' | 'recommended' | 'optional', Severity>> = {
  required: 'high',
  recommended: 'medium',
  optional: 'low',
};

/** Severity without a rule of the document: enforcement of the deciding deviation, else kind and class of the key. */
export function defaultSeverity(
  kind: FindingKind,
  path: KeyPath,
  enforcement?: 'required' | 'recommended' | 'optional',
): Severity {
  if (enforcement !== undefined) return ENFORCED[enforcement];
  if (path.length === 0 || kind === 'extra_key') return KIND_SEVERITY[kind];
  if (BY_NAME_AND_SHAPE.isSecretKey(path)) return 'high';
  return classOf(path)?.severity ?? KIND_SEVERITY[kind];
}

/** The first class that fits the words of a path; undefined when none does. */
export function classOf(path: KeyPath): KeyClass | undefined {
  const steps = path.filter((step) => typeof step === 'string').map(wordsOf);
  const last = steps.at(-1) ?? [];
  return KEY_CLASSES.find(({ where, phrases }) =>
    (where === 'last' ? [last] : steps).some((words) => phrases.some((phrase) => hasPhrase(words, phrase))),
  );
}
