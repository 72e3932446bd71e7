import type { FindingKind, KeyPath, Severity } from '@archivesmp/contracts/vocabulary';
import { BY_NAME_AND_SHAPE, hasPhrase, wordsOf } from '@archivesmp/secrets';
import { type KeyClassName, knownClassOf } from './known-keys.js';
import { type ValueType, valueTypeOf } from './value-type.js';

/** Keys of one kind, recognised by words of any of their steps or of the last one only, where their value can be meant so. */
export interface KeyClass {
  readonly name: Exclude<KeyClassName, 'other'>;
  readonly severity: Severity;
  readonly where: 'last' | 'any';
  readonly phrases: readonly string[];
  /** What values of such a key are; left out: anything. */
  readonly values?: readonly ValueType[];
}

const ACCESS = { name: 'who may do what', severity: 'critical', where: 'last' } as const;
const CONNECTION = { name: 'where it is stored and connected', severity: 'high', where: 'last' } as const;

/** What a wrong value is worth, by what its key is about. The first class that fits decides. */
export const KEY_CLASSES: readonly KeyClass[] = [
  // Lists of that name mostly say on which worlds or blocks something works
  { ...ACCESS, phrases: ['online mode', 'bungeecord', 'white list', 'whitelist'], values: ['switch'] },
  { ...ACCESS, phrases: ['op', 'ops'], values: ['switch', 'list', 'map'] },
  { ...ACCESS, phrases: ['forwarding mode'], values: ['text', 'number'] },
  {
    ...CONNECTION,
    phrases: [
      'host',
      'hostname',
      'address',
      'ip',
      'table prefix',
      'url',
      'uri',
      'storage method',
      'storage type',
      'server id',
      'server name',
      'user',
      'username',
      'bind',
    ],
    values: ['text', 'number', 'list', 'map'],
  },
  { ...CONNECTION, phrases: ['port'], values: ['number', 'list', 'map'] },
  { ...CONNECTION, phrases: ['database', 'db', 'cluster', 'redis', 'mysql'] },
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

/** A key, and what is known of its values. */
export interface KeySubject {
  readonly path: KeyPath;
  /** Left out: its plugin is unknown. */
  readonly plugin?: string;
  readonly file?: string;
  /** The expected and the actual value, as far as there is one; none: words alone decide. */
  readonly values?: readonly unknown[];
}

/** Severity without a rule of the document: enforcement of the deciding deviation, else kind and class of the key. */
export function defaultSeverity(
  kind: FindingKind,
  key: KeySubject,
  enforcement?: 'required' | 'recommended' | 'optional',
): Severity {
  if (enforcement !== undefined) return ENFORCED[enforcement];
  if (key.path.length === 0 || kind === 'extra_key') return KIND_SEVERITY[kind];
  if (BY_NAME_AND_SHAPE.isSecretKey(key.path)) return 'high';
  return classOf(key)?.severity ?? KIND_SEVERITY[kind];
}

/**
 * What a key is about: by plugin and key where they are known, else by the words of its path, where a value of it can be meant so.
 * Undefined where nothing says so.
 */
export function classOf({ path, plugin = '', file = '', values = [] }: KeySubject): KeyClass | undefined {
  const known = knownClassOf(plugin, file, path);
  if (known !== undefined) return KEY_CLASSES.find(({ name }) => name === known);
  const steps = path.filter((step) => typeof step === 'string').map(wordsOf);
  const last = steps.at(-1) ?? [];
  const types = values.map(valueTypeOf).filter((type) => type !== undefined);
  return KEY_CLASSES.find(
    ({ where, phrases, values: fitting }) =>
      (types.length === 0 || fitting === undefined || types.some((type) => fitting.includes(type))) &&
      (where === 'last' ? [last] : steps).some((words) => phrases.some((phrase) => hasPhrase(words, phrase))),
  );
}
