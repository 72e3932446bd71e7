import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runAsmp } from '../src/program.js';
import { collectingTerminal } from '../src/terminal/collecting-terminal.js';

const GUIDE = path.resolve(import.meta.dirname, '../../../docs/operations.md');
/** Command lines of the operator guide, as they stand between backticks or on a line of their own. */
const COMMANDS = [
  ...new Set(
    [...readFileSync(GUIDE, 'utf8').matchAll(/`(?:\.\/)?asmp ([^`]+)`/g)].map(([, command]) => command!),
  ),
];

const wordsOf = (command: string): string[] => {
  const words = command.split(' ');
  const end = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word));
  return end < 0 ? words : words.slice(0, end);
};

/** What somebody types who is woken by an alarm must work as it stands there. */
describe('the operator guide', () => {
  it('names the commands of what can be exchanged, renewed and proved', () => {
    const verbs = COMMANDS.map((command) => wordsOf(command).join(' '));
    for (const verb of ['storage show', 'storage renew', 'audit verify', 'backup adopt', 'host repair'])
      expect(verbs).toContain(verb);
  });

  it.each(COMMANDS)('asmp %s is a command, with all of its options', async (command) => {
    const verb = wordsOf(command);
    const terminal = collectingTerminal();
    expect(await runAsmp([...verb, '--help'], terminal)).toBe(0);
    const help = terminal.printed.join('\n');
    const [, named, wanted] = /^Usage: asmp ((?:[a-z][a-z|-]* )+)(.*)/.exec(help)!;
    const known = named!
      .trim()
      .split(' ')
      .map((word) => word.split('|'));
    known.forEach((names, index) => expect(names).toContain(verb[index]));
    // What follows the verb is an argument, where it takes one.
    const places = [...wanted!.matchAll(/[<[](?!options|command)[a-z]/gi)].length;
    expect(verb.length - known.length, wanted).toBeLessThanOrEqual(places);
    for (const [option] of command.matchAll(/(?<= )--[a-z][a-z-]*/g)) expect(help).toContain(option);
  });
});
