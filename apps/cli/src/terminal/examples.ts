import type { Command } from 'commander';

/** Adds command lines that work, each with what it is for, to the end of a verb's help. */
export function withExamples(command: Command, examples: readonly (readonly [string, string])[]): Command {
  const lines = examples.map(([line, purpose]) => `  ${line}\n      ${purpose}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
