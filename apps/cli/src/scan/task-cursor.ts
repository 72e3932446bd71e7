/** Hands out the numbers 0 … count-1, each once, to whichever thread asks first. */
export class TaskCursor {
  private readonly counter: Int32Array;

  constructor(
    memory: SharedArrayBuffer,
    private readonly count: number,
  ) {
    this.counter = new Int32Array(memory);
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  }

  /** The next number, or undefined when all are taken. */
  take(): number | undefined {
    const at = Atomics.add(this.counter, 0, 1);
    return at < this.count ? at : undefined;
  }
}
