import { describe, expect, it } from 'vitest';
import { tooWide } from './key-file.js';

describe('a file that holds a secret', () => {
  it.each([
    [0o100600, true],
    [0o100400, true],
    [0o100640, false],
    [0o100440, false],
    [0o010666, true],
    [0o020620, true],
  ])('is taken with mode %o (our own: %s)', (mode, isOurs) =>
    expect(tooWide('/k', mode, isOurs)).toBeUndefined(),
  );

  it.each([
    [0o100644, true, 'is open to every account of this machine (mode 0644); type: chmod 600 /k'],
    [0o100604, true, 'is open to every account of this machine (mode 0604); type: chmod 600 /k'],
    [0o100640, true, 'is open to its group (mode 0640); type: chmod 600 /k'],
    [0o100620, true, 'is open to its group (mode 0620); type: chmod 600 /k'],
    [0o100644, false, 'is open to every account of this machine (mode 0644); type: chmod 640 /k'],
    [0o100001, false, 'is open to every account of this machine (mode 0001); type: chmod 640 /k'],
  ])('is refused with mode %o (our own: %s), with the command', (mode, isOurs, words) =>
    expect(tooWide('/k', mode, isOurs)).toBe(words),
  );
});
