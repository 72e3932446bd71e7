import { describe, expect, it } from 'vitest';
import { untilDone } from './until-done.js';

describe('work that is repeated until it is done', () => {
  it('ends with its first success and reports every failure before', async () => {
    const reported: unknown[] = [];
    let attempts = 0;
    const work = async (): Promise<void> => {
      if (++attempts < 3) throw new Error(`attempt ${attempts}`);
    };
    await untilDone(work, 1, new AbortController().signal, (error) => reported.push(error));
    expect(attempts).toBe(3);
    expect(reported).toEqual([new Error('attempt 1'), new Error('attempt 2')]);
  });

  it('stops while it waits', async () => {
    const stop = new AbortController();
    let attempts = 0;
    const work = async (): Promise<void> => {
      attempts++;
      throw new Error('never');
    };
    await untilDone(work, 3_600_000, stop.signal, () => stop.abort());
    expect(attempts).toBe(1);
  });
});
