import { withExamples } from '../terminal/examples.js';
import type { ExitCode } from '../terminal/exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Verb } from '../verb.js';
import { editedBytes, type EditFlags, openForEdit, pathIn } from './edit-file.js';
import { KEY_PATH_HELP, withEditOptions } from './edit-options.js';
import { finishEdit, pathText } from './finish-edit.js';
import { typedNodeAt } from './key-path.js';
import { noSuchKey } from './no-such-key.js';

export const unsetVerb: Verb = (program, terminal, runVerb) => {
  const command = program
    .command('unset')
    .description('Remove one key of a file with its own comment; no other byte changes.')
    .argument('<file>', 'file to edit')
    .argument('<keypath>', KEY_PATH_HELP);
  withExamples(command, [
    ['asmp unset config.yml mysql.password --dry-run', 'show what would go, write nothing'],
    ['asmp unset worlds.yml \'["worlds", "my.world"]\'', 'a key that holds a dot'],
  ]);
  withEditOptions(command).action((file: string, keyPath: string, flags: EditFlags) =>
    runVerb(() => unsetKey(file, keyPath, flags, terminal)),
  );
};

async function unsetKey(
  file: string,
  keyPath: string,
  flags: EditFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const opened = openForEdit(file, flags);
  const path = pathIn(opened, keyPath);
  if (typedNodeAt(opened.root, path) === undefined) throw noSuchKey(opened, path);
  return finishEdit(
    opened,
    editedBytes(opened, { op: 'unset', path }),
    flags,
    `removed ${pathText(path)}`,
    terminal,
  );
}
