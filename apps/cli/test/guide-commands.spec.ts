import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runAsmp } from '../src/program.js';
import { collectingTerminal } from '../src/terminal/collecting-terminal.js';

const GUIDE = path.resolve(import.meta.dirname, '../../../docs/operations.md');
/** Command lines of the operator guide, as they stand between backticks or on a line of their own. */
const TEXT = readFileSync(GUIDE, 'utf8');
const COMMANDS = [
  ...new Set(
    [...TEXT.matchAll(/`(?:\.\/)?asmp ([^`]+)`|^ {4}(?:\.\/)?asmp (.+)$/gm)].map(
      (found) => (found[1] ?? found[2])!,
    ),
  ),
];
const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Command lines of the chapter about upgrading, `asmp` aside. */
const UPGRADE = [...TEXT.slice(TEXT.indexOf('### Upgrade\n')).matchAll(/^ {4}(?!\.\/asmp )(.+)$/gm)].map(
  ([, line]) => line!,
);

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
    const placeholders = [...wanted!.matchAll(/[<[](?!options|command)[a-z]/gi)].length;
    expect(verb.length - known.length, wanted).toBeLessThanOrEqual(placeholders);
    for (const [option] of command.matchAll(/(?<= )--[a-z][a-z-]*/g)) expect(help).toContain(option);
  });
});

/** Each line of it is one of these, and what it names is there. */
const KNOWN: readonly (readonly [line: RegExp, isThere: (named: string) => boolean])[] = [
  [/^npm run (\w+)$/, (script) => script in (packageFile().scripts as object)],
  [/^npm (ci)$/, () => existsSync(path.join(ROOT, 'package-lock.json'))],
  [
    /^systemctl (?:stop|start) ([\w-]+)$/,
    (unit) => existsSync(path.join(ROOT, `docs/systemd/${unit}.service`)),
  ],
  [/^cd (\S+)$/, (folder) => unitText().includes(`WorkingDirectory=${folder}\n`)],
  [/^curl -fsS http:\/\/127\.0\.0\.1:(8000|8001)\/health\/ready$/, () => true],
  [/^curl .*\$HUB(\/api\/v1\/\w+)$/, (route) => route in (openApi().paths as object)],
  [/^git (fetch --tags|checkout VERSION|checkout "\$\(cat \S+\)"|rev-parse HEAD > \S+)$/, () => true],
  [
    /^mariadb(?:-dump)? .*?(asmp_SQL)/,
    (database) => settingsText().includes(`| ${database} | Name of the database |`),
  ],
];
const readJson = (file: string) =>
  JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as Record<string, unknown>;
const settingsText = () => readFileSync(path.join(ROOT, 'docs/settings.md'), 'utf8');
const packageFile = () => readJson('package.json');
const openApi = () => readJson('docs/openapi.json');
const unitText = () => readFileSync(path.join(ROOT, 'docs/systemd/archivesmp-hub.service'), 'utf8');

describe('the chapter about upgrading', () => {
  it('stops the hub before it builds, and starts it before the first agent is stopped', () => {
    const [first, second] = ['hub', 'agent'].map((name) =>
      UPGRADE.indexOf(`systemctl stop archivesmp-${name}`),
    );
    const [built, started] = ['npm run build', 'systemctl start archivesmp-hub'].map((line) =>
      UPGRADE.indexOf(line),
    );
    expect([first, built, started, second]).toEqual([first, built, started, second].sort((a, b) => a! - b!));
    expect(first).toBeGreaterThan(UPGRADE.findIndex((line) => line.startsWith('mariadb-dump')));
  });

  it('goes back on each machine by itself: no listing stops the one and builds or starts the other', () => {
    const back = TEXT.slice(TEXT.indexOf('\nThe way back:'), TEXT.indexOf('\nIn containers:'));
    const listings = back
      .split(/\n(?! {4})/)
      .map((part) =>
        [...part.matchAll(/^ {4}systemctl (?:stop|start) archivesmp-(\w+)$/gm)].map(([, unit]) => unit!),
      );
    const named = listings.filter((units) => units.length > 0).map((units) => [...new Set(units)]);
    expect(named).toEqual([['agent'], ['hub'], ['agent']]);
    expect(back.match(/git checkout "\$\(cat/g)).toHaveLength(2);
  });

  it.each([...new Set(UPGRADE)])('%s names what is there', (line) => {
    const [named, isThere] = KNOWN.flatMap(([form, there]) => {
      const found = form.exec(line);
      return found === null ? [] : [[found[1]!, there] as const];
    })[0] ?? [undefined, undefined];
    expect(named, 'a line of no known form').toBeDefined();
    expect(isThere!(named!)).toBe(true);
  });
});
