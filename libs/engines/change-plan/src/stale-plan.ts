import type { Plan } from './plan.js';

/** A file that is no longer what the plan was made on. null = it does not exist. */
export interface MovedFile {
  readonly instanceId: string;
  readonly path: string;
  readonly planned: string | null;
  readonly now: string | null;
}

/** What moved since the plan was made. A plan with any moved file is refused, never adapted. */
export function movedFiles(
  plan: Plan,
  hashNow: (instanceId: string, path: string) => string | null,
): MovedFile[] {
  return plan.waves
    .flatMap((wave) => wave.instances)
    .flatMap(({ instanceId, files }) =>
      files.map((file) => ({
        instanceId,
        path: file.path,
        planned: file.before,
        now: hashNow(instanceId, file.path),
      })),
    )
    .filter((file) => file.planned !== file.now);
}
