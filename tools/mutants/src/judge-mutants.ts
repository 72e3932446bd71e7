import type { ConcernedSpecs } from './specs-of.js';
import type { Mutant } from './mutant.js';
import { RunnerLane } from './runner-lane.js';

export interface JudgedMutant {
  readonly mutant: Mutant;
  /** `untested`: no unit test reaches its file. */
  readonly fate: 'killed' | 'timeout' | 'survived' | 'untested';
  /** The test that noticed it. */
  readonly by?: string;
}

/** A mutant may take this many times as long as the tests of its file do without one, and a start of everything on top. */
const PATIENCE = 8;
const START_MS = 20_000;

/** Runs the concerned tests of every mutant, `lanes` at the same time. The answer is in the order of the mutants. */
export async function judgeMutants(
  root: string,
  mutants: readonly Mutant[],
  specs: ConcernedSpecs,
  { lanes, seed, progress }: { lanes: number; seed: number; progress: (judged: JudgedMutant) => void },
): Promise<JudgedMutant[]> {
  const judged: JudgedMutant[] = [];
  const usual = new Map<string, Promise<UsualRun>>();
  let next = 0;
  const work = async (): Promise<void> => {
    const lane = new RunnerLane(root, seed);
    try {
      for (let index = next++; index < mutants.length; index = next++) {
        judged[index] = await judge(lane, mutants[index]!);
        progress(judged[index]!);
      }
    } finally {
      lane.close();
    }
  };
  const judge = async (lane: RunnerLane, mutant: Mutant): Promise<JudgedMutant> => {
    const concerned = specs.of(mutant.file);
    if (concerned.length === 0) return { mutant, fate: 'untested' };
    const key = concerned.join();
    if (!usual.has(key)) usual.set(key, unmutated(lane, concerned));
    const { ms, quickFirst } = await usual.get(key)!;
    const result = await lane.run({ specs: quickFirst, mutant }, START_MS + PATIENCE * ms);
    if (result === 'timeout') return { mutant, fate: 'timeout' };
    if (result === 'died') return { mutant, fate: 'killed', by: 'the end of the whole process' };
    return result.failed === undefined
      ? { mutant, fate: 'survived' }
      : { mutant, fate: 'killed', by: result.failed };
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return judged;
}

interface UsualRun {
  readonly ms: number;
  /** The same specs; those that took long come last, because the first that fails ends the run. */
  readonly quickFirst: readonly string[];
}

/** The tests when nothing is wrong. @throws Error when they fail: nothing could be learned then */
async function unmutated(lane: RunnerLane, specs: readonly string[]): Promise<UsualRun> {
  const begun = performance.now();
  const result = await lane.run({ specs }, 600_000);
  if (result === 'timeout' || result === 'died' || result.failed !== undefined) {
    const what = typeof result === 'string' ? result : result.failed;
    throw new Error(`The tests fail without any mutant: ${what} (${specs.join(', ')})`);
  }
  const { took = {} } = result;
  const quickFirst = specs.toSorted((a, b) => (took[a] ?? 0) - (took[b] ?? 0));
  return { ms: performance.now() - begun, quickFirst };
}
