import 'reflect-metadata';

/** A class whose properties are settings. */
export type SettingsClass<T extends object = object> = new () => T;

/** What is known of one setting besides its validation: enough to read it, to explain it and to list it in a README. */
export interface SettingSpec {
  readonly key: string;
  readonly kind: 'value' | 'secret' | 'group' | 'list' | 'topic';
  /** One sentence for the person who writes the file. */
  readonly describe: string;
  /** What may stand there, in words; part of every mistake that is reported. */
  readonly allowed: string;
  readonly required: boolean;
  /** How the default reads in the table; the default itself is the property's initial value. */
  readonly default?: string;
  /** Class of a group, or of one entry of a list of groups. */
  readonly type?: () => SettingsClass;
  /** Turns what the file holds (or an environment variable's text) into the property's type. */
  readonly convert?: (raw: unknown) => unknown;
}

const SPECS = Symbol('settings');

/** Notes what a decorator says of one setting of a class. */
export function addSettingSpec(prototype: object, spec: SettingSpec): void {
  const known = Reflect.getOwnMetadata(SPECS, prototype) as SettingSpec[] | undefined;
  Reflect.defineMetadata(SPECS, [...(known ?? []), spec], prototype);
}

/**
 * The settings of a class in the order in which they are declared, inherited ones first. A topic that a subclass declares stands where the
 * topic was announced, under the words that it was announced with.
 */
export function settingSpecs(type: SettingsClass): readonly SettingSpec[] {
  const parent = Object.getPrototypeOf(type) as SettingsClass;
  const inherited = parent.prototype === undefined ? [] : settingSpecs(parent);
  const own = (Reflect.getOwnMetadata(SPECS, type.prototype) as SettingSpec[] | undefined) ?? [];
  const announced = new Set(inherited.filter(({ kind }) => kind === 'topic').map(({ key }) => key));
  return [
    ...inherited.map((spec) => {
      const declared = announced.has(spec.key) ? own.find(({ key }) => key === spec.key) : undefined;
      return declared === undefined ? spec : { ...declared, describe: spec.describe };
    }),
    ...own.filter(({ key }) => !announced.has(key)),
  ];
}
