import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawFrom } from './draw.js';
import { equivalenceOf } from './equivalent-mutants.js';
import { judgeMutants, type JudgedMutant } from './judge-mutants.js';
import type { Mutant } from './mutant.js';
import { mutantsOf } from './mutants-of.js';
import type { FolderMutants } from './report.js';
import { sourcesOf, specsOf } from './source-files.js';
import { ConcernedSpecs } from './specs-of.js';

/** Where decisions live that nobody wants to find broken. */
export const FOLDERS = [
  'libs/engines/rollout',
  'libs/engines/retention',
  'libs/engines/change-plan',
  'libs/engines/drift',
  'libs/engines/baseline',
  'libs/adapters/instance-files',
];

export interface MutantRun {
  readonly root: string;
  readonly folders: readonly string[];
  /** How many are drawn; 'all' takes every one. */
  readonly count: number | 'all';
  readonly seed: number;
  readonly lanes: number;
  readonly progress: (judged: JudgedMutant) => void;
}

/** Makes the mutants of the folders, draws some by the seed, and runs the unit tests that concern each. */
export async function runMutants({
  root,
  folders,
  count,
  seed,
  lanes,
  progress,
}: MutantRun): Promise<FolderMutants[]> {
  const sources = new Map<string, string>();
  const made = new Map(
    folders.map((folder) => [
      folder,
      sourcesOf(root, folder).flatMap((file) => {
        const source = readFileSync(join(root, file), 'utf8');
        sources.set(file, source);
        return mutantsOf(file, source);
      }),
    ]),
  );
  const drawn = count === 'all' ? [...made.values()].flat() : drawFrom(made, count, seed);
  const isEquivalent = (mutant: Mutant): boolean =>
    equivalenceOf(mutant, sources.get(mutant.file)!) !== undefined;
  const specs = new ConcernedSpecs(
    root,
    folders.flatMap((folder) => specsOf(root, folder)),
  );
  const toJudge = drawn.filter((mutant) => !isEquivalent(mutant));
  const judged = await judgeMutants(root, toJudge, specs, { lanes, seed, progress });
  return folders.map((folder) => {
    const isOfFolder = ({ file }: Mutant): boolean => file.startsWith(`${folder}/`);
    return {
      folder,
      made: made.get(folder)!.length,
      judged: judged.filter(({ mutant }) => isOfFolder(mutant)),
      equivalent: drawn.filter((mutant) => isOfFolder(mutant) && isEquivalent(mutant)).length,
    };
  });
}
