import { CONFIG_FORMATS } from '@archivesmp/contracts/vocabulary';
import { type Command, InvalidArgumentError, Option } from 'commander';

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
    .addOption(separatorOption())
    .addOption(
      new Option('--format <format>', 'read as this format, whatever the name ends with').choices(
        CONFIG_FORMATS,
      ),
    )
    .option('--dry-run', 'write nothing, print what would change as a unified diff');
}

/** The path separator of the Bukkit view; one character, as in Bukkit's own option. */
export function separatorOption(): Option {
  return new Option('--separator <char>', 'what separates keys in the bukkit view, where the plugin says so')
    .default('.')
    .argParser((text) => {
      if (text.length === 1) return text;
      throw new InvalidArgumentError('It is one character.');
    });
}

export const KEY_PATH_HELP =
  'keys joined by dots (\\. is a dot inside a key, 0 the first item of a list), or a JSON array';
