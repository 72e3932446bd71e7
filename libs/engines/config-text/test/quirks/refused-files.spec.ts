import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/index.js';
import { bytesOf, leaves } from './read-text.js';

// facts/config-quirks.md, section 6: what SnakeYAML refuses, by the reason that real files give for it.
describe('files that the server cannot read', () => {
  it.each([
    ['Plan: a key indented below a value', 'Web:\n  Alternative_IP: false\n    Address: x\n', 3],
    ['Plan: a value that begins with %', 'Time:\n  Seconds: %seconds%s\n', 2],
    ['Plan: an escape that YAML does not know', 'a: 1\nb: "\\§aHi"\n', 2],
    ['HolographicDisplays: symbols that are no YAML', '# symbols\n[|]: \\u23B9\n', 2],
    ['UltraCosmetics: documentation in a .yml', 'Permissions: below: there\n', 1],
    ['DiscordSRV: replaced by an operator', 'a: 1\nToken: ""REPLACE_ME""\n', 2],
    ['VotingPlugin: a quote that is never closed', "a: 1\nb: 'open\nc: 2\n", 4],
    ['a committed merge conflict', '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n', 2],
    ['Floodgate: an include template', 'a: 1\n>> config.yml\n', 2],
    ['PlotSquared: an escape of too few digits', 'a: "$4\\u..x"\n', 1],
    ['LightCleaner: an alias of nothing', '*:\n  a: 1\n', 1],
  ])('%s: unreadable, with the line, never a file without keys', (_line, text, line) => {
    expect(readConfig(bytesOf(text), 'yaml')).toMatchObject({
      state: 'unreadable',
      error: { line, message: expect.stringMatching(/./) },
    });
  });

  it('BungeeTabListPlus: tags of its own are text, with a notice', () => {
    expect(leaves('header: !animated\n  interval: 0.2\n  elements: [a]\n')).toEqual({
      'header/interval': 'float:0.2',
      'header/elements/[0]': 'str:a',
    });
  });
});
