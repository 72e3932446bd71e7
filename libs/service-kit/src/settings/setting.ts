import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInstance,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { HOST_NAME, HOST_NAME_WORDS } from '@archivesmp/contracts/host-name';
import { Secret } from './secret.js';
import { addSettingSpec, type SettingsClass, type SettingSpec } from './setting-spec.js';

/** What the generated table says of a setting. */
export interface SettingOptions {
  /** One sentence for the person who writes the file. */
  describe: string;
  /** May be left out and then has no value. A property with an initial value is never required. */
  optional?: boolean;
  /** How the default reads in the table. */
  default?: string | number | boolean;
}

type Rule = (options: { message: string; each?: boolean }) => PropertyDecorator;

function declare(
  spec: Omit<SettingSpec, 'key' | 'describe' | 'required' | 'default'>,
  options: SettingOptions,
  rules: readonly Rule[],
  each = false,
): PropertyDecorator {
  const required = options.optional !== true && options.default === undefined;
  return (prototype, key) => {
    addSettingSpec(prototype, {
      ...spec,
      key: String(key),
      describe: options.describe,
      required,
      ...(options.default !== undefined && { default: String(options.default) }),
    });
    const message = `must be ${spec.allowed}`;
    if (required) IsDefined({ message: `is missing; ${message}` })(prototype, key);
    else IsOptional()(prototype, key);
    for (const rule of rules) rule({ message, each })(prototype, key);
  };
}

const numberFromText = (raw: unknown): unknown =>
  typeof raw === 'string' && /^-?\d{1,15}$/.test(raw) ? Number(raw) : raw;

const flagFromText = (raw: unknown): unknown => (raw === 'true' ? true : raw === 'false' ? false : raw);

/** Text of 1 to `max` characters. */
export function Text(options: SettingOptions & { max?: number; allowed?: string }): PropertyDecorator {
  const max = options.max ?? 255;
  const allowed = options.allowed ?? `text of 1 to ${max} characters`;
  const textFromNumber = (raw: unknown): unknown => (typeof raw === 'number' ? String(raw) : raw);
  return declare({ kind: 'value', allowed, convert: textFromNumber }, options, [
    IsString,
    (o) => MinLength(1, o),
    (o) => MaxLength(max, o),
  ]);
}

/** Name of a host, or of the panel that is called as its host. */
export function HostName(options: SettingOptions): PropertyDecorator {
  const allowed = HOST_NAME_WORDS;
  const textFromNumber = (raw: unknown): unknown => (typeof raw === 'number' ? String(raw) : raw);
  return declare({ kind: 'value', allowed, convert: textFromNumber }, options, [
    (o) => Matches(HOST_NAME, o),
  ]);
}

/** A whole number within limits, both included. */
export function WholeNumber(options: SettingOptions & { min: number; max: number }): PropertyDecorator {
  const allowed = `a whole number from ${options.min} to ${options.max}`;
  return declare({ kind: 'value', allowed, convert: numberFromText }, options, [
    IsInt,
    (o) => Min(options.min, o),
    (o) => Max(options.max, o),
  ]);
}

/** A port; 0 takes a free one. */
export function Port(options: SettingOptions): PropertyDecorator {
  return WholeNumber({ ...options, min: 0, max: 65_535 });
}

/** true or false. */
export function YesNo(options: SettingOptions): PropertyDecorator {
  return declare({ kind: 'value', allowed: 'true or false', convert: flagFromText }, options, [IsBoolean]);
}

/** One of a few words. */
export function OneOf(values: readonly string[], options: SettingOptions): PropertyDecorator {
  return declare({ kind: 'value', allowed: `one of ${values.join(', ')}` }, options, [
    (o) => IsIn([...values], o),
  ]);
}

/** An http(s) address without user name or password in it. */
export function WebAddress(options: SettingOptions): PropertyDecorator {
  const allowed = 'an address that starts with http:// or https:// and holds no user name or password';
  return declare({ kind: 'value', allowed }, options, [
    (o) =>
      IsUrl(
        {
          protocols: ['http', 'https'],
          require_protocol: true,
          require_tld: false,
          disallow_auth: true,
        },
        o,
      ),
  ]);
}

/** A list of texts. */
export function TextList(options: SettingOptions): PropertyDecorator {
  const allowed = 'a list of texts';
  return declare(
    { kind: 'value', allowed },
    options,
    [(o) => IsArray({ message: o.message }), (o) => IsString({ message: o.message, each: true })],
    true,
  );
}

/** A password, key or token. In the file: the value, `${NAME}`, or `<key>_file:` with the path of a file that holds it. */
export function Hidden(options: SettingOptions): PropertyDecorator {
  return declare(
    { kind: 'secret', allowed: 'a text, ${NAME} of an environment variable, or the same key with _file' },
    options,
    [(o) => IsInstance(Secret, o)],
  );
}

/** A group of settings with a class of its own. */
export function Group(type: () => SettingsClass, options: SettingOptions): PropertyDecorator {
  return declare({ kind: 'group', allowed: 'a group of settings', type }, options, [
    (o) => ValidateNested(o),
  ]);
}

/**
 * Announces a group of settings that its owner declares beside its own code, in a subclass, with `OwnTopic`. A program without that
 * owner lets anything stand there and looks at none of it.
 */
export function Topic(options: Pick<SettingOptions, 'describe'>): PropertyDecorator {
  return declare({ kind: 'topic', allowed: 'a group of settings' }, { ...options, optional: true }, []);
}

/** The group that was announced as a topic of this name; its words are those of the announcement. May be left out. */
export const OwnTopic = (type: () => SettingsClass): PropertyDecorator =>
  Group(type, { describe: '', optional: true });

/** A list whose entries are groups. */
export function GroupList(
  type: () => SettingsClass,
  options: SettingOptions & { min?: number },
): PropertyDecorator {
  const min = options.min ?? 0;
  const allowed = min === 0 ? 'a list' : `a list of at least ${min}`;
  return declare({ kind: 'list', allowed, type }, options, [
    (o) => IsArray({ message: o.message }),
    (o) => ArrayMinSize(min, { message: o.message }),
    (o) => ValidateNested({ ...o, each: true }),
  ]);
}
