import { hashOfPlan } from './plan-hash.js';
import type { FileChange, InstancePlan, Plan } from './plan.js';

/**
 * The plan that undoes a plan: every file gets back the content it had (or ceases to exist), in the same waves. Made together
 * with the plan, so that a rollback decides nothing. The inverse of the inverse is the plan again, but for reasons and risks.
 */
export function inversePlan(plan: Plan, sha256: (text: string) => string): Plan {
  const waves = plan.waves.map((wave) => ({ ...wave, instances: wave.instances.map(inverseInstance) }));
  return { waves, refusals: [], hash: hashOfPlan({ waves, refusals: [] }, sha256) };
}

function inverseInstance(instance: InstancePlan): InstancePlan {
  return { ...instance, files: instance.files.map(inverseFile), risks: [] };
}

/** A file as it is after a change, and the change that takes it back. */
export function swappedSides<
  Change extends Pick<FileChange, 'before' | 'after' | 'likeBefore' | 'likeAfter'>,
>(change: Change): Change {
  const { likeBefore, likeAfter, ...rest } = change;
  return {
    ...rest,
    before: change.after,
    after: change.before,
    ...(likeAfter !== undefined && { likeBefore: likeAfter }),
    ...(likeBefore !== undefined && { likeAfter: likeBefore }),
  } as Change;
}

function inverseFile(file: FileChange): FileChange {
  const keys = file.keys.map(({ path, before, after }) => ({
    path,
    because: 'undoes the change',
    ...(after !== undefined && { before: after }),
    ...(before !== undefined && { after: before }),
  }));
  const explained = file.because === undefined ? {} : { because: 'undoes the change' };
  return { ...swappedSides(file), keys, ...explained };
}
