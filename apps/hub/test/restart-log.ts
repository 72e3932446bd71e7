import type { RunningPanel } from '@archivesmp/amp-simulator';

/** Counts how often each game server began a new life, as the consoles of the simulated panels tell. */
export class RestartLog {
  private readonly lives = new Map<string, number>();

  /** @param panels before anything restarts */
  constructor(panels: Iterable<RunningPanel>) {
    for (const { controller } of panels)
      for (const [id, { process }] of controller.instances) this.listen(id, process.console);
  }

  /** Starts of an instance's game server since the beginning. */
  of(instanceId: string): number {
    return this.lives.get(instanceId) ?? 0;
  }

  private listen(id: string, console: { writeEntry(contents: string, ...more: string[]): void }): void {
    const write = console.writeEntry.bind(console);
    console.writeEntry = (contents, ...more) => {
      if (contents === 'Starting minecraft server') this.lives.set(id, this.of(id) + 1);
      write(contents, ...more);
    };
  }
}
