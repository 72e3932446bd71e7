import { readFileSync } from 'node:fs';
import { Problem, type FieldError } from '@archivesmp/contracts/problem';
import { validateSync, type ValidationError } from 'class-validator';
import { LineCounter, parseDocument, type Document, type YAMLParseError } from 'yaml';
import { linesOf, mistakesOfLines } from '../transport/line.js';
import { buildSettings } from './build-settings.js';
import { freezeSettings } from './freeze-settings.js';
import { mistakesOfGroups } from './group-mistakes.js';
import { tooWideOf } from './key-file.js';
import { SettingLines } from './setting-lines.js';
import { noteOrigin } from './setting-origin.js';
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

/** Stands for the path of a setting where the file as a whole is meant. */
const THE_FILE = '(the file)';

/** Path of the settings file: `--config`, then ARCHIVESMP_CONFIG, then the default. */
export function settingsPath({ argv, env, defaultPath }: SettingsSource): string {
  const inline = argv.find((argument) => argument.startsWith('--config='));
  if (inline !== undefined) return inline.slice('--config='.length);
  const index = argv.indexOf('--config');
  return (index >= 0 ? argv[index + 1] : undefined) ?? env['ARCHIVESMP_CONFIG'] ?? defaultPath;
}

/**
 * Reads, validates and freezes the settings of a program. A file in which a secret is written, and which others may read, is refused
 * like such a key file.
 * Throws one SettingsProblem that lists every mistake with its path, its line and what is allowed there, and no value; Problem
 * `settings.unreadable` where there is no file to read.
 */
export function loadSettings<T extends object>(type: SettingsClass<T>, source: SettingsSource): T {
  const file = settingsPath(source);
  return readSettings(type, readSettingsFile(file), file, source.env, () => tooWideOf(file));
}

/** The same for a text that was already read; `file` is only named in mistakes. */
export function parseSettings<T extends object>(
  type: SettingsClass<T>,
  text: string,
  file: string,
  env: Environment,
): T {
  return readSettings(type, text, file, env, () => undefined);
}

/** @param tooWide what is wrong with the mode of the file if secrets are written in it */
function readSettings<T extends object>(
  type: SettingsClass<T>,
  text: string,
  file: string,
  env: Environment,
  tooWide: () => string | undefined,
): T {
  const mistakes: FieldError[] = [];
  const inlineSecrets: string[] = [];
  const { raw, lines } = parseSettingsFile(text, file);
  const settings = buildSettings(type, raw ?? {}, '', { env, mistakes, inlineSecrets });
  noteOrigin(settings, file, lines);
  const reported = new Set(mistakes.map(({ field }) => field.replace(/_file$/, '')));
  for (const mistake of flatten(validateSync(settings, { forbidUnknownValues: false }), ''))
    if (!reported.has(mistake.field)) mistakes.push(mistake);
  const wrong = new Set(mistakes.map(({ field }) => field.replace(/_file$/, '')));
  mistakes.push(...mistakesOfGroups(settings, wrong));
  // What is not even there cannot be asked about its connections
  if (mistakes.length === 0) mistakes.push(...mistakesOfLines(linesOf(settings)));
  const width = inlineSecrets.length === 0 ? undefined : tooWide();
  if (width !== undefined) mistakes.unshift(openSecrets(inlineSecrets, lines, width));
  if (mistakes.length > 0) throw new SettingsProblem(file, mistakes, lines);
  return freezeSettings(settings);
}

function openSecrets(secrets: readonly string[], lines: SettingLines, width: string): FieldError {
  const named = secrets.map((path) => {
    const line = lines.lineOf(path);
    return line === undefined ? path : `${path} (line ${line})`;
  });
  return { field: THE_FILE, message: `holds ${named.join(', ')} and ${width}` };
}

function readSettingsFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new Problem(
      'settings.unreadable',
      `The settings in ${file} cannot be read (${code}), so nothing was started.`,
    );
  }
}

/** Errors of the YAML library quote the text around them; only the place may leave this function. */
function parseSettingsFile(text: string, file: string): { raw: unknown; lines: SettingLines } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const wrong = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { field: `line ${line}, column ${col}`, message: yamlMistake(error, text) };
  });
  if (wrong.length > 0) throw new SettingsProblem(file, wrong);
  try {
    const raw = document.toJS({ maxAliasCount: 100 }) as unknown;
    return { raw, lines: SettingLines.in(document as Document, lines) };
  } catch {
    throw new SettingsProblem(file, [{ field: THE_FILE, message: 'uses an alias that cannot be resolved' }]);
  }
}

/** A key is no value: its name may be told, where it looks like the name of a setting. */
function yamlMistake({ code, pos }: YAMLParseError, text: string): string {
  if (code !== 'DUPLICATE_KEY') return `is not valid YAML (${code})`;
  const key = /^["']?([a-z_]{1,40})["']?\s*:/i.exec(text.slice(pos[0]))?.[1];
  return `${key ?? 'a key'} is given twice in the same group; keep one of them`;
}

function flatten(errors: readonly ValidationError[], fieldPath: string): FieldError[] {
  return errors.flatMap((error) => {
    const path = /^\d+$/.test(error.property)
      ? `${fieldPath}[${error.property}]`
      : fieldPath
        ? `${fieldPath}.${error.property}`
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
