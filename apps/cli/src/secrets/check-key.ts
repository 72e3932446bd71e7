import { nodeOf } from '@archivesmp/config-text';
import { SecretCheck } from '@archivesmp/drift';
import { isSecretFile, type SecretVerdict, type SingleValue } from '@archivesmp/secrets';
import { parseKeyPath } from '../edit/key-path.js';
import { typedValue } from '../edit/typed-value.js';
import { readStandardInput } from '../file/read-file-bytes.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { NO_PLUGIN, pluginFileTyped, secretsContext } from './secrets-context.js';
import { jsonText } from '../terminal/json-text.js';

/** A key that is typed, with or without a value. */
export interface KeyToCheck {
  readonly key: string;
  readonly paths: readonly string[];
  readonly deviations?: string;
  readonly as?: string;
  readonly value?: string;
  readonly json?: true;
}

/** Says of one key whether its value is hidden, and why. */
export function checkKey(asked: KeyToCheck, terminal: Terminal): ExitCode {
  if (asked.paths.length > 0)
    throw new Error('secrets check: --key is a key without a file; leave out the path, or --key');
  const { document } = secretsContext(asked.deviations);
  const file = asked.as === undefined ? { plugin: NO_PLUGIN, file: 'config.yml' } : pluginFileTyped(asked.as);
  const verdict = verdictOn(asked, new SecretCheck(document), file);
  const { hidden, by, why } = verdict;
  if (asked.json) terminal.print(jsonText({ hidden, by, why }));
  else
    terminal.print(
      `${hidden === 'depends' ? 'depends on the value' : hidden ? 'hidden' : 'shown'}: ${printable(why)}`,
    );
  if (asked.as === undefined && document.secrets.length > 0)
    terminal.message(
      'asmp: only rules about every plugin were asked; --as PLUGIN/FILE names where the key is',
    );
  return EXIT.ok;
}

type PrintedVerdict = Omit<SecretVerdict, 'hidden'> & { readonly hidden: boolean | 'depends' };

function verdictOn(
  { key, value, as }: KeyToCheck,
  check: SecretCheck,
  file: { readonly plugin: string; readonly file: string },
): PrintedVerdict {
  if (as !== undefined && isSecretFile(file.file))
    return { hidden: true, by: 'name', why: 'the whole file is a secret by its name' };
  const path = parseKeyPath(key);
  if (value !== undefined) return check.checkValue(file, path, singleValue(value));
  const ofAny = check.checkValue(file, path, ANY);
  if (ofAny.by === 'rule' || check.isSecretKey(file, path)) return ofAny;
  return {
    hidden: 'depends',
    by: 'nothing',
    why: 'no rule and no name decides it alone; --value TEXT, or --value - from standard input, asks for one',
  };
}

/** Looks like no secret by itself. */
const ANY = 'x';

function singleValue(typed: string): SingleValue {
  const text = typed === '-' ? fromInput() : typed;
  const node = nodeOf(typedValue(text, undefined, undefined));
  return node.kind === 'scalar' ? node.value : text;
}

function fromInput(): string {
  const input = readStandardInput();
  if (input.state === 'failed') throw new Error(`standard input: ${input.reason}`);
  return input.bytes.toString('utf8').replace(/\r?\n$/, '');
}
