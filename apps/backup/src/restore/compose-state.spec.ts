import type { BackupFile } from '@archivesmp/contracts/backup';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeState, type BackupAtTime } from './compose-state.js';

const hash = (value: number): string => value.toString(16).padStart(64, '0');
const file = (path: string, value: number | null): BackupFile =>
  value === null ? { path, sha256: null, size: 0 } : { path, sha256: hash(value), size: 1 };
const at = (minute: number, files: BackupFile[], wrote?: BackupFile[]): BackupAtTime => ({
  backup: { id: `backup-${String(minute).padStart(3, '0')}`, takenAt: new Date(minute * 60_000) },
  files,
  ...(wrote && { wrote: new Map(wrote.map(({ path, sha256, size }) => [path, { sha256, size }])) }),
});
const shown = (files: readonly BackupFile[]) =>
  files.map(({ path, sha256, from }) => [path, sha256 && Number(`0x${sha256}`), from?.backup, from?.how]);

describe('the state of an instance at a time', () => {
  it('is that of the whole backups, but for what was backed up since', () => {
    const whole = [at(1, [file('a', 1), file('b', 1)])];
    expect(shown(composeState(whole, [at(5, [file('b', 2)]), at(3, [file('b', 9)])]))).toEqual([
      ['a', 1, 'backup-001', 'held'],
      ['b', 2, 'backup-005', 'held'],
    ]);
  });

  it('is what a change wrote, once it was carried out, also when it deleted the file', () => {
    const change = at(5, [file('a', 1), file('b', 1)], [file('a', 7), file('b', null)]);
    expect(shown(composeState([], [change]))).toEqual([
      ['a', 7, 'backup-005', 'written'],
      ['b', null, 'backup-005', 'written'],
    ]);
  });

  it('holds no JAR: an old one beside new files breaks the server', () => {
    const change = at(2, [file('plugins/CMI.jar', 1), file('a', 1)]);
    expect(shown(composeState([], [change])).map(([path]) => path)).toEqual(['a']);
  });

  it('keeps the mode that was seen last', () => {
    const [one] = composeState([at(1, [{ ...file('a', 1), mode: 0o640 }])], [at(2, [file('a', 2)])]);
    expect(one).toMatchObject({ mode: 0o640, sha256: hash(2) });
  });

  it('follows a file through changes that were all backed up, at every moment', () => {
    const changes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 99 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(changes, fc.nat(), (written, moment) => {
        const until = moment % (written.length + 1);
        const truth = new Map([...'abc'].map((path) => [path, 0]));
        const parts: BackupAtTime[] = [];
        for (const [minute, [path, value]] of written.slice(0, until).entries()) {
          parts.push(at(minute + 1, [file(path, truth.get(path)!)], [file(path, value)]));
          truth.set(path, value);
        }
        const whole = [
          at(
            0,
            [...'abc'].map((path) => file(path, 0)),
          ),
        ];
        const found = composeState(whole, parts.toReversed());
        expect(found.map(({ path, sha256 }) => [path, Number(`0x${sha256}`)])).toEqual([...truth]);
      }),
    );
  });
});
