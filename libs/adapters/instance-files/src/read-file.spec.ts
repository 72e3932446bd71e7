import { sha256Hex } from '@archivesmp/digests';
import { describe, expect, it } from 'vitest';
import type { Jail } from './jail.js';
import { readTail, readWhole } from './read-file.js';

interface FileReading {
  readonly text: string;
  /** Changes with every write. */
  readonly at: number;
}

/** A file that is as it is told at every look: `stat` before, bytes, `stat` after. */
function fileThat(readings: readonly FileReading[]): {
  jail: Jail;
  opened: () => number;
  closed: () => number;
} {
  const count = { opened: 0, closed: 0, readings: 0 };
  const next = (): FileReading => readings[Math.min(count.readings++, readings.length - 1)]!;
  const stat = () => {
    const { text, at } = next();
    return { size: BigInt(text.length), mtimeNs: BigInt(at), mtime: new Date(at), ctimeNs: 0n, ino: 1n };
  };
  const jail = {
    openFile: () => {
      count.opened++;
      return Promise.resolve({
        statFile: stat,
        readBytes: (from: number, length: number) => Buffer.from(next().text.slice(from, from + length)),
        close: () => void count.closed++,
      });
    },
  } as unknown as Jail;
  return { jail, opened: () => count.opened, closed: () => count.closed };
}

const A: FileReading = { text: 'a: 1', at: 1 };
const B: FileReading = { text: 'a: 2', at: 2 };
const LONGER: FileReading = { text: 'a: 12', at: 1 };

describe('reading a file as a whole', () => {
  it('is done once when nothing changes, and closes it', async () => {
    const file = fileThat([A]);
    const read = await readWhole(file.jail, 'x', 4);
    expect(read.bytes.toString()).toBe('a: 1');
    expect(read.sha256).toBe(sha256Hex('a: 1'));
    expect(read.stamp.mtimeNs).toBe(1n);
    expect([file.opened(), file.closed()]).toEqual([1, 1]);
  });

  it('begins anew when it was written meanwhile, so that no torn content is ever taken for one', async () => {
    const file = fileThat([A, A, B, B, B, B]);
    expect((await readWhole(file.jail, 'x', 9)).bytes.toString()).toBe('a: 2');
    expect([file.opened(), file.closed()]).toEqual([2, 2]);
  });

  it('begins anew when it grew within one step of the clock', async () => {
    const file = fileThat([A, LONGER, LONGER, LONGER]);
    expect((await readWhole(file.jail, 'x', 9)).bytes.toString()).toBe('a: 12');
    expect(file.opened()).toBe(1);
    const torn = fileThat([A, A, LONGER, LONGER, LONGER, LONGER]);
    expect((await readWhole(torn.jail, 'x', 9)).bytes.toString()).toBe('a: 12');
    expect(torn.opened()).toBe(2);
  });

  it('is given up after three times, and says so', async () => {
    const readings = Array.from({ length: 20 }, (_, at) => ({ text: 'a', at }));
    const file = fileThat(readings);
    await expect(readWhole(file.jail, 'x', 9)).rejects.toMatchObject({
      state: 'unsettled',
    });
    expect([file.opened(), file.closed()]).toEqual([3, 3]);
  });

  it('is refused for one byte too many', async () => {
    const file = fileThat([A]);
    await expect(readWhole(file.jail, 'x', 3)).rejects.toMatchObject({
      state: 'too_large',
      reason: expect.stringContaining('4 bytes'),
    });
    expect(file.closed()).toBe(1);
  });
});

describe('reading the end of a file', () => {
  it('gives the last bytes and says whether they are all', async () => {
    expect(await readTail(fileThat([A]).jail, 'x', 2)).toEqual({
      bytes: Buffer.from(' 1'),
      modifiedAt: new Date(1),
      whole: false,
    });
    expect(await readTail(fileThat([A]).jail, 'x', 4)).toMatchObject({
      bytes: Buffer.from('a: 1'),
      whole: true,
    });
    const file = fileThat([A]);
    expect(await readTail(file.jail, 'x', 99)).toMatchObject({ bytes: Buffer.from('a: 1'), whole: true });
    expect(file.closed()).toBe(1);
  });
});
