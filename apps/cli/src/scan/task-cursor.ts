/** Hands out tasks with their numbers, each once, to whichever thread asks first. */
export class TaskCursor<T> implements Iterable<readonly [number, T]> {
  private readonly counter: Int32Array;

  constructor(
    memory: SharedArrayBuffer,
    private readonly tasks: readonly T[],
  ) {
    this.counter = new Int32Array(memory);
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  }

  *[Symbol.iterator](): Iterator<readonly [number, T]> {
    for (;;) {
      const index = Atomics.add(this.counter, 0, 1);
      const task = this.tasks[index];
      if (task === undefined) return;
      yield [index, task];
    }
  }
}
