import type { FolderWriter } from '../apply/folder-writer.js';

/** When a step fails: before it has an effect, after it, or in its middle. */
export type Misdeed = 'before' | 'after' | 'half';

/**
 * Counts the steps that change something and lets the given one end badly: before it, after it, or half way through a write.
 * With `dead` every later step fails untouched as well, which leaves the disk as a SIGKILL at that step would.
 */
export function misbehaving(
  failingStep: number,
  how: Misdeed,
  error: () => Error,
  count: { steps: number; creates: number[] },
  dead = false,
): (writer: FolderWriter) => FolderWriter {
  const step = async <R>(run: () => Promise<R>, half: () => Promise<unknown> = run): Promise<R> => {
    const mine = ++count.steps;
    if ((mine === failingStep && how === 'before') || (dead && mine > failingStep && failingStep > 0))
      throw error();
    if (mine === failingStep && how === 'half') {
      await half();
      throw error();
    }
    const result = await run();
    if (mine === failingStep) throw error();
    return result;
  };
  return (writer) => ({
    writeFile: (name, content, like) => {
      count.creates.push(count.steps + 1);
      return step(
        () => writer.writeFile(name, content, like),
        () => writer.writeFile(name, firstHalf(content), like),
      );
    },
    setAside: (name, old) => step(() => writer.setAside(name, old)),
    exchangeFile: (fresh, name, old) => step(() => writer.exchangeFile(fresh, name, old)),
    renameFile: (from, to) => step(() => writer.renameFile(from, to)),
    unlinkFile: (name) => step(() => writer.unlinkFile(name)),
    makeFolder: (name, like) => step(() => writer.makeFolder(name, like)),
    removeFolder: (name) => step(() => writer.removeFolder(name)),
    syncFolder: () => step(() => writer.syncFolder()),
    openContent: (name) => writer.openContent(name),
  });
}

async function* firstHalf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    yield piece.subarray(0, piece.length >> 1);
    return;
  }
}

/** What the operating system says when the disk is full. */
export const noSpace = (): Error => Object.assign(new Error('no space left'), { code: 'ENOSPC' });
