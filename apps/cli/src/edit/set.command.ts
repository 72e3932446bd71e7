import { Option } from 'commander';
import type { ExitCode } from '../terminal/exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Verb } from '../verb.js';
import { editedBytes, type EditFlags, openForEdit, pathIn } from './edit-file.js';
import { KEY_PATH_HELP, withEditOptions } from './edit-options.js';
import { finishEdit, pathText } from './finish-edit.js';
import { nodeAt, parseKeyPath } from './key-path.js';
import { typedValue, VALUE_TYPES, type ValueType } from './typed-value.js';

interface SetFlags extends EditFlags {
  readonly type?: ValueType;
  readonly insert?: true;
}

export const setVerb: Verb = (program, terminal, run) => {
  const command = program
    .command('set')
    .description('Give one key of a file a new value; no other byte changes.')
    .argument('<file>', 'file to edit')
    .argument('<keypath>', KEY_PATH_HELP)
    .argument('<value>', 'new value; write -- before one that begins with a dash')
    .addOption(
      new Option(
        '--type <type>',
        'type of the value (default: that of the old value where it fits, else as YAML types it)',
      ).choices(VALUE_TYPES),
    )
    .option('--insert', 'add the key when it is not there, with the sections around it');
  withEditOptions(command).action((file: string, keyPath: string, value: string, flags: SetFlags) =>
    run(() => setValue(file, keyPath, value, flags, terminal)),
  );
};

async function setValue(
  file: string,
  keyPath: string,
  value: string,
  flags: SetFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const opened = openForEdit(file, flags);
  const path = pathIn(opened, keyPath, parseKeyPath(keyPath));
  const old = nodeAt(opened.root, path);
  if (old === undefined && !flags.insert) {
    throw new Error(`${file}: there is no key ${pathText(path)}; use --insert to add it`);
  }
  // A properties file holds text only, so that "5" is what 5 means there.
  const type = opened.format === 'properties' ? 'string' : flags.type;
  const op = old === undefined ? 'insert' : 'set';
  const bytes = editedBytes(opened, { op, path, value: typedValue(value, type, old) });
  return finishEdit(opened, bytes, flags, `${op === 'set' ? 'set' : 'added'} ${pathText(path)}`, terminal);
}
