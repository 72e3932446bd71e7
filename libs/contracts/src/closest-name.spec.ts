import { describe, expect, it } from 'vitest';
import { closestName, hintFor, fileHintFor } from './closest-name.js';

describe('the name that was meant', () => {
  it.each([
    ['cmi', ['CMI', 'CoreProtect'], 'CMI'],
    ['confg.yml', ['config.yml', 'messages.yml'], 'config.yml'],
    ['BENT02', ['SMP101', 'BENT01'], 'BENT01'],
    ['mxa', ['min', 'max'], 'max'],
    ['', ['CMI'], undefined],
    ['Essentials', ['CMI', 'Vault'], undefined],
    ['x', [], undefined],
  ])('%j among %j is %j', (name, names, meant) => {
    expect(closestName(name, names)).toBe(meant);
  });

  it('lists some where none is close', () => {
    const names = Array.from({ length: 12 }, (_, index) => `plugin-${index}`);
    expect(hintFor('Essentials', names)).toMatch(/^; there are plugin-0, .* and 2 more$/);
    expect(hintFor('x', [])).toBe('');
  });
});

describe('a file that may be meant', () => {
  const known = [
    { plugin: 'CMI', file: 'config.yml' },
    { plugin: 'CMI', file: 'kits.yml' },
    { plugin: 'LuckPerms', file: 'config.yml' },
  ];
  it.each([
    ['CMI', 'confg.yml', '; did you mean CMI/config.yml?'],
    ['LuckPrems', 'config.yml', '; did you mean LuckPerms/config.yml?'],
    ['luckperms', 'conf.yml', '; did you mean LuckPerms/config.yml?'],
    ['CMI', 'config.yml', ''],
    ['CMI', 'something-else.yml', ''],
    ['Essentials', 'config.yml', ''],
  ])('%s/%s%s', (plugin, file, hint) => expect(fileHintFor({ plugin, file }, known)).toBe(hint));
});
