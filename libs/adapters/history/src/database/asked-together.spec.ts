import { describe, expect, it } from 'vitest';
import { askedTogether, sameAskedTogether } from './asked-together.js';

/** A store whose answers come when the test lets them; each question is answered with how often was asked by then. */
function slowStore() {
  const open: { answer: () => void; fail: (error: Error) => void }[] = [];
  let asked = 0;
  const ask = askedTogether(() => {
    const number = (asked += 1);
    return new Promise<number>((resolve, reject) =>
      open.push({ answer: () => resolve(number), fail: reject }),
    );
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { ask, open, settled, asked: () => asked };
}

describe('a question that many ask at a time', () => {
  it('is sent once for all who asked before it was sent', async () => {
    const { ask, open, settled, asked } = slowStore();
    const all = Promise.all([ask(), ask(), ask()]);
    await settled();
    open[0]!.answer();
    expect(await all).toEqual([1, 1, 1]);
    expect(asked()).toBe(1);
  });

  it('is sent anew for those who come while one is under way: theirs may have changed since', async () => {
    const { ask, open, settled, asked } = slowStore();
    const first = ask();
    await settled();
    const later = Promise.all([ask(), ask()]);
    await settled();
    expect(asked()).toBe(1);
    open[0]!.answer();
    expect(await first).toBe(1);
    await settled();
    open[1]!.answer();
    expect(await later).toEqual([2, 2]);
    expect(asked()).toBe(2);
  });

  it('that fails fails for those who asked it, and is asked again for the next', async () => {
    const { ask, open, settled } = slowStore();
    const together = Promise.allSettled([ask(), ask()]);
    await settled();
    const after = ask();
    open[0]!.fail(new Error('away'));
    expect((await together).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await settled();
    open[1]!.answer();
    expect(await after).toBe(2);
  });

  it('that throws before it is sent blocks no other', async () => {
    let times = 0;
    const ask = askedTogether(async () => {
      times += 1;
      if (times === 1) throw new Error('not open yet');
      return times;
    });
    await expect(ask()).rejects.toThrow('not open yet');
    expect(await ask()).toBe(2);
  });
});

describe('questions that differ', () => {
  it('are each sent once for all who ask the same, and forgotten when all have their answer', async () => {
    const sent: string[] = [];
    const ask = sameAskedTogether(
      (ids: readonly string[]) => ids.join(),
      async (ids) => {
        sent.push(ids.join());
        return ids.length;
      },
    );
    expect(await Promise.all([ask(['a']), ask(['a', 'b']), ask(['a'])])).toEqual([1, 2, 1]);
    expect(sent.sort()).toEqual(['a', 'a,b']);
    expect(await ask(['a'])).toBe(1);
    expect(sent).toHaveLength(3);
  });

  it('that fail fail for those who asked the same, and for no others', async () => {
    const ask = sameAskedTogether(
      (name: string) => name,
      async (name) => {
        if (name === 'away') throw new Error(name);
        return name;
      },
    );
    const answers = await Promise.allSettled([ask('away'), ask('here'), ask('away')]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  });
});
