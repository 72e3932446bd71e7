import type { JobDefinition } from '@archivesmp/contracts/jobs';

/** What a handler may know of the attempt it serves. */
export interface JobAttempt {
  readonly jobId: string;
  /** 1 at the first attempt. */
  readonly attempt: number;
  /** true when no further attempt follows if this one fails. */
  readonly last: boolean;
}

/** Carries out one attempt. May run again with the same data, so its effects must not add up. */
export type JobHandler<Data extends object, Result extends object> = (
  data: Data,
  attempt: JobAttempt,
) => Promise<Result>;

/** A job and what handles it. */
export interface HandledJob {
  readonly definition: JobDefinition;
  readonly handler: JobHandler<object, object>;
}

/**
 * Who handles which job in this process. Filled at start, then checked against what the service promises; the compiler knows the names
 * of those that have a handler.
 */
export class JobHandlers<Handled extends string = never> {
  /** For the compiler alone: code that needs handlers of more jobs than these does not accept them. */
  declare readonly handles?: (name: Handled) => void;
  private readonly handled = new Map<string, HandledJob>();

  /** @throws Error when the job already has a handler: two would race for every job. */
  handle<Data extends object, Result extends object, Name extends string>(
    definition: JobDefinition<Data, Result, Name>,
    handler: JobHandler<Data, Result>,
  ): JobHandlers<Handled | Name> {
    if (this.handled.has(definition.name))
      throw new Error(
        `${definition.name} has two handlers; remove one handlers.handle(…) for it from the *.worker.ts files.`,
      );
    this.handled.set(definition.name, {
      definition: definition as unknown as JobDefinition,
      handler: handler as unknown as JobHandler<object, object>,
    });
    return this as unknown as JobHandlers<Handled | Name>;
  }

  /**
   * Call at boot with every job this service promises.
   * @throws Error naming each promised job without a handler, and each handler that was not promised, with the line to write.
   */
  assertComplete(service: string, promised: readonly { readonly name: string }[]): void {
    const names = new Set(promised.map((job) => job.name));
    const lines = [
      ...[...names]
        .filter((name) => !this.handled.has(name))
        .map(
          (name) =>
            `${service} promises ${name} but nothing handles it; add handlers.handle(<the job defined as '${name}'>, …) in *.worker.ts.`,
        ),
      ...[...this.handled.keys()]
        .filter((name) => !names.has(name))
        .map(
          (name) => `${service} handles ${name} without promising it; add it to the service's list of jobs.`,
        ),
    ];
    if (lines.length > 0) throw new Error(lines.join('\n'));
  }

  /** The jobs handled, by the queue they wait in. `host` decides queues that exist once per host. */
  byQueue(host?: string): Map<string, Map<string, HandledJob>> {
    const queues = new Map<string, Map<string, HandledJob>>();
    for (const handled of this.handled.values()) {
      const queue = queueOf(handled.definition, host);
      const jobs = queues.get(queue) ?? new Map<string, HandledJob>();
      jobs.set(handled.definition.name, handled);
      queues.set(queue, jobs);
    }
    return queues;
  }
}

/** @throws Error when the job lives in one queue per host and no host is given. */
export function queueOf(definition: Pick<JobDefinition, 'name' | 'queue'>, host?: string): string {
  if (typeof definition.queue === 'string') return definition.queue;
  if (host === undefined) throw new Error(`${definition.name} waits in a queue of its host; name the host.`);
  return definition.queue(host);
}
