import { MOST_MISTAKES } from '@archivesmp/contracts/mistakes';
import type { FieldError } from '@archivesmp/contracts/problem';
import { closestName } from '@archivesmp/contracts/closest-name';
import { Secret } from './secret.js';
import { settingPath } from './setting-lines.js';
import { settingSpecs, type SettingsClass, type SettingSpec } from './setting-spec.js';
import { readSecretFile, substituteEnvironment, type Environment } from './substitute-environment.js';

interface Reading {
  readonly env: Environment;
  readonly mistakes: FieldError[];
  /** Paths of the secrets that stand in the file itself, not as references. */
  readonly inlineSecrets: string[];
}

const isRecord = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/** Fills a settings class from the parsed file; what cannot be filled is added to `mistakes` under its path. */
export function buildSettings<T extends object>(
  type: SettingsClass<T>,
  raw: unknown,
  path: string,
  reading: Reading,
): T {
  const settings = new type();
  if (raw === undefined || raw === null) return settings;
  if (!isRecord(raw)) {
    reading.mistakes.push({ field: path || '(the file)', message: 'must be a group of settings' });
    return settings;
  }
  const specs = settingSpecs(type);
  reportUnknown(raw, specs, path, reading);
  for (const spec of specs) {
    const value = readSetting(spec, raw, settingPath(path, spec.key), reading);
    if (value !== undefined) Object.assign(settings, { [spec.key]: value });
  }
  return settings;
}

function reportUnknown(
  raw: Record<string, unknown>,
  specs: readonly SettingSpec[],
  path: string,
  reading: Reading,
): void {
  const known = specs.flatMap((spec) =>
    spec.kind === 'secret' ? [spec.key, `${spec.key}_file`] : [spec.key],
  );
  const unknown = Object.keys(raw).filter((name) => !known.includes(name));
  for (const [index, key] of unknown.entries()) {
    // What is only counted needs no advice, and advice costs
    const close = index < MOST_MISTAKES ? closestName(key, known) : undefined;
    const meant = close === undefined ? '' : `; did you mean "${close}"`;
    const message = `is not known${meant}; allowed here: ${known.join(', ')}`;
    reading.mistakes.push({ field: settingPath(path, key), message });
  }
}

function readSetting(
  spec: SettingSpec,
  group: Record<string, unknown>,
  path: string,
  reading: Reading,
): unknown {
  const raw = group[spec.key];
  if (spec.kind === 'secret') return readSecret(spec, group, path, reading);
  if (raw === undefined || raw === null) return undefined;
  if (spec.kind === 'topic') return undefined;
  if (spec.kind === 'group') return buildSettings(spec.type!(), raw, path, reading);
  if (spec.kind === 'list') {
    if (!Array.isArray(raw)) return raw;
    return raw.map((entry, index) => buildSettings(spec.type!(), entry ?? {}, `${path}[${index}]`, reading));
  }
  return substituteDeep(raw, path, reading, spec.convert);
}

function substituteDeep(
  raw: unknown,
  path: string,
  reading: Reading,
  convert?: (raw: unknown) => unknown,
): unknown {
  if (Array.isArray(raw))
    return raw.map((entry, index) => substituteDeep(entry, `${path}[${index}]`, reading));
  if (typeof raw !== 'string') return convert ? convert(raw) : raw;
  const result = substituteEnvironment(raw, reading.env);
  if ('mistake' in result) {
    reading.mistakes.push({ field: path, message: result.mistake });
    return undefined;
  }
  return convert ? convert(result.value) : result.value;
}

function readSecret(
  spec: SettingSpec,
  group: Record<string, unknown>,
  path: string,
  reading: Reading,
): Secret | undefined {
  const raw = group[spec.key];
  const file = group[`${spec.key}_file`];
  if (raw != null && file != null) {
    reading.mistakes.push({ field: path, message: `stands beside ${spec.key}_file; keep one of them` });
    return undefined;
  }
  const wrong = (message: string): undefined => {
    reading.mistakes.push({ field: file != null ? `${path}_file` : path, message });
    return undefined;
  };
  if (raw == null && file == null) return undefined;
  const given = raw ?? file;
  if (typeof given !== 'string' && typeof given !== 'number') return wrong(`must be ${spec.allowed}`);
  const text = substituteEnvironment(String(given), reading.env);
  if ('mistake' in text) return wrong(text.mistake);
  if (raw != null) {
    if (text.isInline) reading.inlineSecrets.push(path);
    return new Secret(text.value);
  }
  const content = readSecretFile(text.value, 'the file named here');
  return 'mistake' in content ? wrong(content.mistake) : new Secret(content.value);
}
