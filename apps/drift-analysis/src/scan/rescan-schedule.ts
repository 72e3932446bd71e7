/** The first look comes this long after something was found being written; each further one waits twice as long. */
const FIRST_MS = 10_000;
const LONGEST_MS = 3_600_000;

interface Waiting {
  readonly at: number;
  readonly after: number;
}

/** When unsettled files are read again. In memory: after a start they are read soon. */
export class RescanSchedule {
  private readonly waiting = new Map<string, Waiting>();

  /**
   * Those of the restless plugins whose time has come; a plugin that is not restless any more is forgotten.
   * @param now ms on a clock that only grows
   */
  due(restless: ReadonlySet<string>, now: number): string[] {
    for (const plugin of this.waiting.keys()) if (!restless.has(plugin)) this.waiting.delete(plugin);
    const due: string[] = [];
    for (const plugin of restless) {
      const known = this.waiting.get(plugin);
      if (known === undefined) this.waiting.set(plugin, { at: now + FIRST_MS, after: FIRST_MS });
      else if (known.at <= now) {
        const after = Math.min(known.after * 2, LONGEST_MS);
        this.waiting.set(plugin, { at: now + after, after });
        due.push(plugin);
      }
    }
    return due;
  }
}
