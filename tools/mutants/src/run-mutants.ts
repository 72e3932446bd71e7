import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawFrom } from './draw.js';
import { equivalenceOf, type EquivalentMutant } from './equivalent-mutants.js';
import { FolderCompiler } from './folder-compiler.js';
import { judgeMutants, type JudgedMutant } from './judge-mutants.js';
import type { Mutant } from './mutant.js';
import { mutantsOf } from './mutants-of.js';
import type { FolderMutants } from './report.js';
import { projectOf, sourcesOf, specsOf } from './source-files.js';
import { ConcernedSpecs } from './specs-of.js';

/** Where decisions live that must not break. */
export const FOLDERS = [
  'libs/engines/secrets',
  'libs/engines/rollout',
  'apps/deployment-orchestrator/src/reconcile',
  'apps/deployment-orchestrator/src/ledger',
  'libs/engines/fleet',
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
  readonly workers: number;
  readonly progress: (judged: JudgedMutant) => void;
}

/** Makes the mutants of the folders, draws some by the seed that the compiler takes, and runs the unit tests that concern each. */
export async function runMutants({
  root,
  folders,
  count,
  seed,
  workers,
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
  for (const [folder, mutants] of made)
    if (mutants.length === 0)
      throw new Error(`No mutant can be made of ${folder}; is it the name of a folder with code?`);
  const refused = new Map<string, number>();
  const compilers = new Map(
    folders.map((folder) => [folder, new FolderCompiler(root, projectOf(root, folder))]),
  );
  const isFit = (mutant: Mutant, folder: string): boolean => {
    if (compilers.get(folder)!.complaint(mutant) === undefined) return true;
    refused.set(folder, (refused.get(folder) ?? 0) + 1);
    return false;
  };
  const drawn = drawFrom(made, count === 'all' ? Infinity : count, seed, { isFit });
  const known = (mutant: Mutant): EquivalentMutant | undefined =>
    equivalenceOf(mutant, sources.get(mutant.file)!);
  const specs = new ConcernedSpecs(root, [...new Set(folders.flatMap((folder) => specsOf(root, folder)))]);
  const toJudge = drawn.filter((mutant) => known(mutant) === undefined);
  const judged = await judgeMutants(root, toJudge, specs, { workers, seed, progress });
  return folders.map((folder) => {
    const isOfFolder = ({ file }: Mutant): boolean => file.startsWith(`${folder}/`);
    return {
      folder,
      made: made.get(folder)!.length,
      refused: refused.get(folder) ?? 0,
      judged: judged.filter(({ mutant }) => isOfFolder(mutant)),
      equivalent: drawn.filter(isOfFolder).flatMap((mutant) => known(mutant) ?? []),
    };
  });
}
