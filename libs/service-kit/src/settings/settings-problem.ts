import { Problem, type FieldError } from '@archivesmp/contracts/problem';

/** All mistakes of a settings file in one text: path and what is allowed, no value. */
export class SettingsProblem extends Problem {
  constructor(
    readonly file: string,
    readonly mistakes: readonly FieldError[],
  ) {
    super('settings.invalid', describeMistakes(file, mistakes), { errors: mistakes });
    this.name = 'SettingsProblem';
  }
}

function describeMistakes(file: string, mistakes: readonly FieldError[]): string {
  const lines = mistakes.map(({ field, message }) => `  ${field}: ${message}`);
  return `The settings in ${file} are wrong, so nothing was started:\n${lines.join('\n')}`;
}
