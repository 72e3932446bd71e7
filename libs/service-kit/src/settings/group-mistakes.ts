import 'reflect-metadata';
import type { FieldError } from '@archivesmp/contracts/problem';
import { settingPath } from './setting-lines.js';
import { settingSpecs, type SettingsClass } from './setting-spec.js';

/** What is wrong with a setting of a group, by its key; no value. */
export interface GroupMistake {
  readonly key: string;
  readonly message: string;
}

/** @param isWrong whether something is wrong with that key already, so that nothing can be said of what it lacks */
type Judge<T> = (group: T, isWrong: (key: string) => boolean) => readonly GroupMistake[];

const JUDGE = Symbol('judge');

/** A class of settings with rules of its own beside those of each setting. */
export const Judged =
  <T extends object>(judge: Judge<T>) =>
  (type: SettingsClass<T>): void =>
    Reflect.defineMetadata(JUDGE, judge, type);

/**
 * What the groups say of themselves, the whole tree down.
 * @param reported paths that have a mistake already; nothing more is said of them
 */
export function mistakesOfGroups(group: object, reported: ReadonlySet<string>, groupPath = ''): FieldError[] {
  const judge = Reflect.getMetadata(JUDGE, group.constructor) as Judge<object> | undefined;
  const own = judge?.(group, (key) => reported.has(settingPath(groupPath, key))) ?? [];
  const remaining = own
    .map(({ key, message }) => ({ field: settingPath(groupPath, key), message }))
    .filter(({ field }) => !reported.has(field));
  const within = settingSpecs(group.constructor as SettingsClass)
    .filter(({ type }) => type !== undefined)
    .flatMap(({ key }) => {
      const value = (group as Record<string, unknown>)[key];
      const path = settingPath(groupPath, key);
      if (Array.isArray(value))
        return value.flatMap((one, index) => mistakesOfGroups(one as object, reported, `${path}[${index}]`));
      return typeof value === 'object' && value !== null ? mistakesOfGroups(value, reported, path) : [];
    });
  return [...remaining, ...within];
}
