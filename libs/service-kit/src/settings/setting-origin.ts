import { Problem } from '@archivesmp/contracts/problem';
import { settingPath, SettingLines } from './setting-lines.js';
import { settingSpecs, type SettingsClass } from './setting-spec.js';
import { SettingsProblem } from './settings-problem.js';

/** Where a group of settings was read. */
interface Origin {
  readonly file: string;
  readonly lines: SettingLines;
  /** Path of the group. */
  readonly groupPath: string;
}

const ORIGIN = Symbol('origin');

/** Notes on settings, and on every group in them, where they were read. To be called before they are frozen. */
export function noteOrigin(settings: object, file: string, lines: SettingLines, groupPath = ''): void {
  Object.defineProperty(settings, ORIGIN, { value: { file, lines, groupPath } satisfies Origin });
  for (const { key, type } of settingSpecs(settings.constructor as SettingsClass)) {
    if (type === undefined) continue;
    const value = (settings as Record<string, unknown>)[key];
    const path = settingPath(groupPath, key);
    if (Array.isArray(value))
      value.forEach((entry, index) => noteOrigin(entry as object, file, lines, `${path}[${index}]`));
    else if (typeof value === 'object' && value !== null) noteOrigin(value, file, lines, path);
  }
}

/**
 * What is wrong with settings, found where they are used: with the file that they were read from, path and line.
 * @param group the settings, or a group of them
 * @param wrong by the key in that group: what is wrong, no value
 */
export function wrongSettings(
  group: object,
  wrong: readonly { readonly key: string; readonly message: string }[],
): SettingsProblem {
  const origin = (group as { [ORIGIN]?: Origin })[ORIGIN];
  const { file, lines, groupPath } = origin ?? { file: undefined, lines: SettingLines.none(), groupPath: '' };
  return new SettingsProblem(
    file,
    wrong.map(({ key, message }) => ({ field: settingPath(groupPath, key), message })),
    lines,
  );
}

/** The same for one setting. */
export const wrongSetting = (group: object, key: string, message: string): SettingsProblem =>
  wrongSettings(group, [{ key, message }]);

const PATH = /\b[a-z_]+(?:\[\d+\])?(?:\.[a-zA-Z_]+(?:\[\d+\])?)+/g;

/**
 * What code without access to the settings file says of settings, by their paths: with the file that they were read from, and the line of
 * each that is named. Anything else passes unchanged.
 */
export function withSettingLines(settings: object, error: unknown): unknown {
  const origin = (settings as { [ORIGIN]?: Origin })[ORIGIN];
  if (origin === undefined || !(error instanceof Problem) || error instanceof SettingsProblem) return error;
  const { file, lines } = origin;
  let isNamed = false;
  const detail = error.detail.replace(PATH, (path) => {
    const written = lines.written(path);
    const line = lines.lineOf(written);
    if (!lines.has(written) || line === undefined) return path;
    isNamed = true;
    return `${written} (line ${line})`;
  });
  if (!isNamed) return error;
  return new Problem(error.code, `${detail} The settings are in ${file}.`, error.options);
}
