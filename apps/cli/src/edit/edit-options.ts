import { CONFIG_FORMATS } from '@archivesmp/contracts/vocabulary';
import { type Command, Option } from 'commander';

/** The arguments and options that `set` and `unset` have in common. */
export function withEditOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--view <view>',
        'how KEYPATH is meant: plain = keys of the file; bukkit = dots inside keys separate too',
      )
        .choices(['plain', 'bukkit'])
        .default('plain'),
    )
    .addOption(
      new Option('--format <format>', 'read as this format, whatever the name ends with').choices(
        CONFIG_FORMATS,
      ),
    )
    .option('--dry-run', 'write nothing, print what would change as a unified diff');
}

export const KEY_PATH_HELP = 'keys joined by dots (\\. is a dot inside a key), or a JSON array';
