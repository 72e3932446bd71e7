import { hintFor } from '@archivesmp/contracts/closest-name';
import type { Command } from 'commander';

/** `asmp help VERB [VERB]`: the help of a verb, of one within another, too (`asmp help backup take`). */
export function addHelp(program: Command): void {
  program.helpCommand(false);
  program
    .command('help')
    .argument('[verb...]', 'a verb, and one within it: backup take')
    .description('options and examples of a verb')
    .action((words: string[]) => verbCalled(program, words).outputHelp());
}

/** @throws Error with the one that was meant */
function verbCalled(program: Command, words: readonly string[]): Command {
  return words.reduce((within, word) => {
    const verbs = within.commands.filter((one) => one.name() !== 'help');
    const found = verbs.find((one) => one.name() === word || one.aliases().includes(word));
    if (found !== undefined) return found;
    const names = verbs.map((one) => one.name());
    const above = within === program ? '' : ` in ${within.name()}`;
    throw new Error(`there is no verb ${word}${above}${hintFor(word, names)}`);
  }, program);
}
