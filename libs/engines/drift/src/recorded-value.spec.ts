import { BY_NAME_AND_SHAPE, judgeWith } from '@archivesmp/secrets';
import { describe, expect, it } from 'vitest';
import { hideSecrets, hideSides } from './recorded-value.js';
import { MASK } from './shown-value.js';

const hide = (path: (string | number)[], value: unknown) => hideSecrets(path, value, BY_NAME_AND_SHAPE);
const ruled = (secret: boolean) => judgeWith(() => ({ secret, why: 'a rule' }));

describe('a value of a finding that is kept or shown', () => {
  it('is masked below a secret-looking key, at any depth', () => {
    expect(hide(['Database', 'password'], 'hunter2')).toBe(MASK);
    expect(hide(['token'], 12345)).toBe(MASK);
    expect(hide(['secrets'], ['a', { b: 'c', n: 7 }])).toEqual([MASK, { b: MASK, n: MASK }]);
    expect(hide(['MySQL'], { host: 'db', password: 'hunter2' })).toEqual({ host: 'db', password: MASK });
  });

  it('is masked where it gives itself away under a harmless key', () => {
    expect(hide(['url'], 'mysql://root:hunter2@db/x')).toBe(MASK);
    expect(hide(['urls'], ['mysql://root:hunter2@db/x', 'db'])).toEqual([MASK, 'db']);
  });

  it('stays as it is where it is masked already, with its keyed hash, or gives nothing away', () => {
    expect(hide(['password'], `${MASK} #9f2c00112233`)).toBe(`${MASK} #9f2c00112233`);
    for (const open of ['', true, false, null, undefined]) expect(hide(['password'], open)).toBe(open);
    expect(hide(['Settings', 'level'], 'hunter2')).toBe('hunter2');
  });

  it('follows what the rules of the operators say, in both directions', () => {
    expect(hideSecrets(['password'], 'a word', ruled(false))).toBe('a word');
    expect(hideSecrets(['colour'], ['blue', 7, true], ruled(true))).toEqual([MASK, MASK, true]);
    expect(hideSecrets(['colour'], `${MASK} #9f2c`, ruled(true))).toBe(`${MASK} #9f2c`);
  });
});

describe('a line of a text of which a rule hides everything', () => {
  it('is masked, whatever it says', () => {
    const judge = judgeWith(() => ({ secret: true, why: 'a rule' }));
    const location = { file: 'motd.txt', path: [] };
    expect(hideSides(location, { expected: 'hello', actual: 'meet me at noon' }, judge)).toEqual({
      sides: { expected: MASK, actual: MASK },
      hidesMore: true,
    });
  });
});

describe('all values of one finding', () => {
  const location = { file: 'config.yml', path: ['colour'] };

  it('are masked together, and it is said when more is hidden than was', () => {
    const sides = { expected: 'blue', actual: undefined, baseline: MASK };
    expect(hideSides(location, sides, ruled(true))).toEqual({
      sides: { expected: MASK, actual: undefined, baseline: MASK },
      hidesMore: true,
    });
    expect(hideSides(location, sides, ruled(false))).toEqual({ sides, hidesMore: false });
    expect(hideSides(location, { actual: MASK }, ruled(true)).hidesMore).toBe(false);
  });

  it('are judged as lines where the file has no keys, or whole where it is one secret', () => {
    const lines = { expected: 'password: hunter2', actual: 'colour: blue' };
    const of = (file: string) => hideSides({ file, path: [] }, lines, BY_NAME_AND_SHAPE).sides;
    expect(of('motd.txt')).toEqual({ expected: MASK, actual: 'colour: blue' });
    expect(of('forwarding.secret')).toEqual({ expected: MASK, actual: MASK });
  });
});
