import { readFileSync } from 'node:fs';
import type { FieldError } from '@archivesmp/contracts/problem';
import { validateSync, type ValidationError } from 'class-validator';
import { LineCounter, parseDocument } from 'yaml';
import { linesOf, mistakesOfLines } from '../transport/line.js';
import { buildSettings } from './build-settings.js';
import { freezeSettings } from './freeze-settings.js';
import type { SettingsClass } from './setting-spec.js';
import { SettingsProblem } from './settings-problem.js';
import type { Environment } from './substitute-environment.js';

/** Where the path of the settings file and the values of its variables come from. */
export interface SettingsSource {
  /** Command line without the program; `--config FILE` or `--config=FILE` names the file. */
  argv: readonly string[];
  /** `ARCHIVESMP_CONFIG` names the file when the command line does not. */
  env: Environment;
  /** Where the file is when nothing names it. */
  defaultPath: string;
}

/** Path of the settings file: `--config`, then ARCHIVESMP_CONFIG, then the default. */
export function settingsPath({ argv, env, defaultPath }: SettingsSource): string {
  const inline = argv.find((argument) => argument.startsWith('--config='));
  if (inline !== undefined) return inline.slice('--config='.length);
  const index = argv.indexOf('--config');
  return (index >= 0 ? argv[index + 1] : undefined) ?? env['ARCHIVESMP_CONFIG'] ?? defaultPath;
}

/**
 * Reads, validates and freezes the settings of a program.
 * Throws one SettingsProblem that lists every mistake with its path and what is allowed there, and no value.
 */
export function loadSettings<T extends object>(type: SettingsClass<T>, source: SettingsSource): T {
  const file = settingsPath(source);
  return parseSettings(type, readSettingsFile(file), file, source.env);
}

/** The same for a text that was already read; `file` is only named in mistakes. */
export function parseSettings<T extends object>(
  type: SettingsClass<T>,
  text: string,
  file: string,
  env: Environment,
): T {
  const mistakes: FieldError[] = [];
  const raw = parseYaml(text, file);
  const settings = buildSettings(type, raw ?? {}, '', { env, mistakes });
  const reported = new Set(mistakes.map(({ field }) => field.replace(/_file$/, '')));
  for (const mistake of flatten(validateSync(settings, { forbidUnknownValues: false }), ''))
    if (!reported.has(mistake.field)) mistakes.push(mistake);
  // because: what is not even there cannot be asked about its connections
  if (mistakes.length === 0) mistakes.push(...mistakesOfLines(linesOf(settings)));
  if (mistakes.length > 0) throw new SettingsProblem(file, mistakes);
  return freezeSettings(settings);
}

function readSettingsFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new SettingsProblem(file, [
      { field: '(the file)', message: `cannot be read (${code}); name another one with --config FILE` },
    ]);
  }
}

/** Errors of the YAML library quote the text around them; only the place may leave this function. */
function parseYaml(text: string, file: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const wrong = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { field: `line ${line}, column ${col}`, message: `is not valid YAML (${error.code})` };
  });
  if (wrong.length > 0) throw new SettingsProblem(file, wrong);
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    throw new SettingsProblem(file, [
      { field: '(the file)', message: 'uses an alias that cannot be resolved' },
    ]);
  }
}

function flatten(errors: readonly ValidationError[], at: string): FieldError[] {
  return errors.flatMap((error) => {
    const path = /^\d+$/.test(error.property)
      ? `${at}[${error.property}]`
      : at
        ? `${at}.${error.property}`
        : error.property;
    const [message] = [...new Set(Object.values(error.constraints ?? {}))].sort(missingFirst);
    return [
      ...(message === undefined ? [] : [{ field: path, message }]),
      ...flatten(error.children ?? [], path),
    ];
  });
}

const missingFirst = (a: string, b: string): number =>
  Number(b.startsWith('is missing')) - Number(a.startsWith('is missing'));
