import { moreMistakes, MOST_MISTAKES } from '@archivesmp/contracts/mistakes';
import { Problem, type FieldError } from '@archivesmp/contracts/problem';
import { SettingLines } from './setting-lines.js';

/** All mistakes of a settings file in one text: path, line and what is allowed, no value. */
export class SettingsProblem extends Problem {
  readonly mistakes: readonly FieldError[];

  /** @param file left out where settings were not read from one @param lines where each setting stands in it */
  constructor(
    readonly file: string | undefined,
    mistakes: readonly FieldError[],
    lines: SettingLines = SettingLines.none(),
  ) {
    const named = mistakes.map(({ field, message }) => ({ field: lines.written(field), message }));
    super('settings.invalid', describeMistakes(file, named, lines), { errors: named });
    this.mistakes = named;
    this.name = 'SettingsProblem';
  }
}

function describeMistakes(
  file: string | undefined,
  mistakes: readonly FieldError[],
  lines: SettingLines,
): string {
  const sentences = mistakes.slice(0, MOST_MISTAKES).map(({ field, message }) => {
    const line = lines.lineOf(field);
    return `  ${line === undefined ? '' : `line ${line}: `}${field}: ${message}`;
  });
  const more = moreMistakes(mistakes.length, sentences.length);
  if (more !== undefined) sentences.push(`  ${more}`);
  const where = file === undefined ? '' : ` in ${file}`;
  return `The settings${where} are wrong, so nothing was started:\n${sentences.join('\n')}`;
}
