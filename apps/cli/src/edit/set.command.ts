import { Option } from 'commander';
import { withExamples } from '../terminal/examples.js';
import type { ExitCode } from '../terminal/exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Verb } from '../verb.js';
import { editedBytes, type EditFlags, openForEdit, pathIn, fileAndLineOf } from './edit-file.js';
import { KEY_PATH_HELP, withEditOptions } from './edit-options.js';
import { finishEdit, pathText } from './finish-edit.js';
import { typedNodeAt } from './key-path.js';
import { noSuchKey } from './no-such-key.js';
import { typeChange, typedValue, VALUE_TYPES, type TypeOption } from './typed-value.js';

interface SetFlags extends EditFlags {
  readonly type?: TypeOption;
  readonly insert?: true;
}

export const setVerb: Verb = (program, terminal, runVerb) => {
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
  withExamples(command, [
    ['asmp set server.properties max-players 60', 'a properties file is flat: dots belong to the key'],
    ['asmp set config.yml mysql.host db.local --dry-run', 'show the change as a diff, write nothing'],
    ['asmp set worlds.yml \'["worlds", "my.world", "pvp"]\' false', 'a key path whose keys hold dots'],
    ['asmp set config.yml limits.kits 3 --insert --type int', 'add a key that is not there yet'],
    ['asmp set config.yml spawn.y -- -64', 'a value that begins with a dash'],
  ]);
  withEditOptions(command).action((file: string, keyPath: string, value: string, flags: SetFlags) =>
    runVerb(() => setValue(file, keyPath, value, flags, terminal)),
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
  const path = pathIn(opened, keyPath);
  const old = typedNodeAt(opened.root, path);
  if (old === undefined && !flags.insert) throw noSuchKey(opened, path, '; use --insert to add it');
  if (old !== undefined && old.kind !== 'scalar' && flags.type !== 'json') {
    const what = old.kind === 'list' ? 'a list' : 'a section with keys of its own';
    throw new Error(
      `${fileAndLineOf(opened, path)}: ${pathText(path)} is ${what}; address one of its values, or replace it by --type json`,
    );
  }
  // A properties file holds text only, so that "5" is what 5 means there.
  const type = opened.format === 'properties' ? 'string' : flags.type;
  const op = old === undefined ? 'insert' : 'set';
  const typed = typedValue(value, type, old);
  const bytes = editedBytes(opened, { op, path, value: typed });
  const change = type === undefined ? typeChange(old, typed) : undefined;
  if (change !== undefined)
    terminal.message(
      `${fileAndLineOf(opened, path)}: note: ${pathText(path)} ${change}; --type says which one is meant`,
    );
  return finishEdit(opened, bytes, flags, `${op === 'set' ? 'set' : 'added'} ${pathText(path)}`, terminal);
}
