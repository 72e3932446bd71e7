import { readFileSync } from 'node:fs';
import { tooWideOf } from './key-file.js';

/** Variables by name, such as process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text with its variables replaced, or what is wrong with it. */
export type Substituted = { readonly value: string } | { readonly mistake: string };

/** The same of a text that may hold references; `isInline`: something of the value stands in the text itself. */
export type Resolved = { readonly value: string; readonly isInline: boolean } | { readonly mistake: string };

const REFERENCE = /\$(\$)?\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${NAME}` by the environment variable NAME, or by the content of the file that NAME_FILE names.
 * `${NAME:-text}` has a default, `$${NAME}` stays as `${NAME}`. Mistakes name the variable, never a value.
 */
export function substituteEnvironment(text: string, env: Environment): Resolved {
  let mistake: string | undefined;
  let isInline = text.replace(REFERENCE, (whole, escaped) => (escaped ? whole : '')).trim() !== '';
  const value = text.replace(
    REFERENCE,
    (whole, escaped: string | undefined, name: string, other?: string) => {
      if (escaped) return whole.slice(1);
      const found = readVariable(name, env);
      if ('value' in found) return found.value;
      if (other !== undefined) {
        isInline ||= other !== '';
        return other;
      }
      mistake ??= found.mistake;
      return '';
    },
  );
  return mistake === undefined ? { value, isInline } : { mistake };
}

function readVariable(name: string, env: Environment): Substituted {
  const direct = env[name];
  if (direct !== undefined && direct !== '') return { value: direct };
  const file = env[`${name}_FILE`];
  if (file !== undefined && file !== '') return readSecretFile(file, `the file that ${name}_FILE names`);
  return { mistake: `refers to the environment variable ${name}, and neither it nor ${name}_FILE is set` };
}

/** Reads a secret from a file that no other account may read, without the line break at its end. */
export function readSecretFile(file: string, called: string): Substituted {
  try {
    const tooWide = tooWideOf(file);
    if (tooWide !== undefined) return { mistake: `${called} ${tooWide}` };
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return value === '' ? { mistake: `${called} is empty` } : { value };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    return { mistake: `${called} cannot be read (${code})` };
  }
}
