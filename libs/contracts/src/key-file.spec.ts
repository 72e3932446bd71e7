import { describe, expect, it } from 'vitest';
import { fileOwner, type FileOwner, tooWide } from './key-file.js';

describe('a file that holds a secret', () => {
  it.each<[number, FileOwner]>([
    [0o100600, 'us'],
    [0o100400, 'us'],
    [0o100640, 'root'],
    [0o100440, 'root'],
    [0o010666, 'us'],
    [0o020620, 'us'],
    [0o010600, 'another'],
  ])('is taken with mode %o (owned by %s)', (mode, owner) =>
    expect(tooWide('/k', mode, owner)).toBeUndefined(),
  );

  it.each<[number, FileOwner, string]>([
    [0o100644, 'us', 'is open to every account of this machine (mode 0644); type: chmod 600 /k'],
    [0o100604, 'us', 'is open to every account of this machine (mode 0604); type: chmod 600 /k'],
    [0o100640, 'us', 'is open to its group (mode 0640); type: chmod 600 /k'],
    [0o100620, 'us', 'is open to its group (mode 0620); type: chmod 600 /k'],
    [
      0o100644,
      'root',
      "is open to every account of this machine (mode 0644); type: chown root:GROUP /k && chmod 640 /k (GROUP: a group that this program's account is in)",
    ],
    [
      0o100660,
      'root',
      "is open to its group (mode 0660); type: chown root:GROUP /k && chmod 640 /k (GROUP: a group that this program's account is in)",
    ],
    [
      0o100620,
      'root',
      "is open to its group (mode 0620); type: chown root:GROUP /k && chmod 640 /k (GROUP: a group that this program's account is in)",
    ],
    [
      0o100600,
      'another',
      'belongs to another account, which can change it; type: chown root /k, or give it to the account of this program',
    ],
    [
      0o100001,
      'root',
      "is open to every account of this machine (mode 0001); type: chown root:GROUP /k && chmod 640 /k (GROUP: a group that this program's account is in)",
    ],
  ])('is refused with mode %o (owned by %s), with the command', (mode, owner, words) =>
    expect(tooWide('/k', mode, owner)).toBe(words),
  );

  it.each<[number, number | undefined, FileOwner]>([
    [0, 0, 'us'],
    [1000, 1000, 'us'],
    [0, 1000, 'root'],
    [1001, 1000, 'another'],
    [1001, 0, 'another'],
    [5, undefined, 'root'],
  ])('of uid %s is, for uid %s, of %s', (uid, ours, owner) => expect(fileOwner(uid, ours)).toBe(owner));
});
