import type { ConcernedSpecs } from './specs-of.js';
import type { Mutant } from './mutant.js';
import { RunnerWorker } from './runner-worker.js';

export interface JudgedMutant {
  readonly mutant: Mutant;
  /**
   * `killed`: a test failed. `timeout`: the tests took far too long. `died`: their process ended. `untested`: no unit test
   * reaches its file. `not run`: something else than a test went wrong, so nothing is known.
   */
  readonly fate: 'killed' | 'timeout' | 'died' | 'survived' | 'untested' | 'not run';
  /** The test that noticed it, or what went wrong. */
  readonly by?: string;
}

/** A mutant may take this many times as long as the tests of its file do without one, and a start of everything on top. */
const TIMEOUT_FACTOR = 8;
const START_MS = 20_000;

/** Runs the concerned tests of every mutant, `workers` at the same time. The answer is in the order of the mutants. */
export async function judgeMutants(
  root: string,
  mutants: readonly Mutant[],
  specs: ConcernedSpecs,
  { workers, seed, progress }: { workers: number; seed: number; progress: (judged: JudgedMutant) => void },
): Promise<JudgedMutant[]> {
  const judged: JudgedMutant[] = [];
  const concerned = new Set(mutants.flatMap(({ file }) => specs.specsOf(file)));
  const usual = await unmutated(new RunnerWorker(root, seed), [...concerned]);
  let next = 0;
  const work = async (): Promise<void> => {
    const worker = new RunnerWorker(root, seed);
    try {
      for (let index = next++; index < mutants.length; index = next++) {
        const mutant = mutants[index]!;
        judged[index] = await judge(worker, mutant, specs.specsOf(mutant.file), usual);
        progress(judged[index]!);
      }
    } finally {
      worker.close();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return judged;
}

/** How long each spec takes when nothing is wrong, in milliseconds. */
type UsualTimes = ReadonlyMap<string, number>;

async function judge(
  worker: RunnerWorker,
  mutant: Mutant,
  specs: readonly string[],
  usual: UsualTimes,
): Promise<JudgedMutant> {
  if (specs.length === 0) return { mutant, fate: 'untested' };
  // Those that took long come last, as the first that fails ends the run
  const quickFirst = specs.toSorted((a, b) => usual.get(a)! - usual.get(b)!);
  const ms = specs.reduce((sum, spec) => sum + usual.get(spec)!, 0);
  const result = await worker.runTask({ specs: quickFirst, mutant }, START_MS + TIMEOUT_FACTOR * ms);
  if (typeof result === 'string') return { mutant, fate: result };
  if (result.error !== undefined) return { mutant, fate: 'not run', by: result.error };
  return result.failed === undefined
    ? { mutant, fate: 'survived' }
    : { mutant, fate: 'killed', by: result.failed };
}

/** The tests when nothing is wrong. @throws Error when they fail: nothing could be learned then */
async function unmutated(worker: RunnerWorker, specs: readonly string[]): Promise<UsualTimes> {
  if (specs.length === 0) return new Map();
  try {
    const result = await worker.runTask({ specs }, 1_200_000);
    const what = typeof result === 'string' ? result : (result.failed ?? result.error);
    if (typeof result === 'string' || what !== undefined)
      throw new Error(`The tests fail without any mutant: ${what}`);
    const took = new Map(Object.entries(result.took ?? {}));
    const unknown = specs.filter((spec) => !took.has(spec));
    if (unknown.length > 0) throw new Error(`How long these tests take is not known: ${unknown.join(', ')}`);
    return took;
  } finally {
    worker.close();
  }
}
