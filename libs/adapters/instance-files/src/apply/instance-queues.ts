/** One piece of work at a time per instance, in the order it was asked for. */
export class InstanceQueues {
  private readonly last = new Map<string, Promise<unknown>>();

  async runInQueue<T>(instanceId: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(instanceId) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.last.set(instanceId, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(instanceId) === mine) this.last.delete(instanceId);
    }
  }
}
