import { readConfig } from '@archivesmp/config-text';
import { BY_NAME_AND_SHAPE, judgeWith } from '@archivesmp/secrets';
import { describe, expect, it } from 'vitest';
import { judgeBeside } from './judge-beside.js';

const rootOf = (text: string) => {
  const reading = readConfig(new TextEncoder().encode(text), 'yaml');
  if (reading.state !== 'ok') throw new Error(text);
  return reading.root;
};
const FILE = rootOf(`
env:
  - {name: db-password, value: hunter2}
  - {name: port, value: 3306}
one: {key: token, data: hunter2, other: hunter2}
odd: {name: [password], value: hunter2}
none: {value: hunter2}
messages: {id: password, value: Enter your &6password here}
`);

describe('a value whose name stands beside it', () => {
  const { judge, isSecretKey } = judgeBeside(BY_NAME_AND_SHAPE, [undefined, FILE]);
  it.each<[(string | number)[], boolean]>([
    [['env', 0, 'value'], true],
    [['env', 1, 'value'], false],
    [['env', 0, 'name'], false],
    [['one', 'data'], true],
    [['one', 'other'], false],
    [['odd', 'value'], false],
    [['none', 'value'], false],
    [['gone', 'value'], false],
    [[], false],
  ])('at %j is hidden: %s', (path, hidden) => {
    expect(judge(path, 'hunter2').hidden).toBe(hidden);
    expect(isSecretKey(path)).toBe(hidden);
  });

  it('is told why, and sentences stay sentences', () => {
    expect(judge(['env', 0, 'value'], 'hunter2')).toEqual({
      hidden: true,
      by: 'name',
      why: 'by the name beside it: the key ends with "password"',
    });
    expect(judge(['messages', 'value'], 'Enter your &6password here').hidden).toBe(false);
    expect(judge(['env', 0, 'value'], 'ghp_abcdefghijklmnop').by).toBe('shape');
  });

  it('is judged by rules about its own key first, then by those about its name', () => {
    const rules = judgeWith((path) =>
      path.at(-1) === 'data'
        ? { secret: false, why: 'an item' }
        : path.at(-1) === 'port'
          ? { secret: true, why: 'odd' }
          : undefined,
    );
    const beside = judgeBeside(rules, [FILE]);
    expect(beside.judge(['one', 'data'], 'hunter2')).toMatchObject({ hidden: false, by: 'rule' });
    expect(beside.judge(['env', 1, 'value'], 3306)).toMatchObject({ hidden: true, by: 'rule' });
  });
});
