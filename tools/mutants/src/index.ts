export { drawFrom } from './draw.js';
export { equivalenceOf, EQUIVALENT_MUTANTS, type EquivalentMutant } from './equivalent-mutants.js';
export type { JudgedMutant } from './judge-mutants.js';
export { changeOf, mutated, type Mutant } from './mutant.js';
export { mutantsOf } from './mutants-of.js';
export { report, shareEquivalent, shareKilled, type FolderMutants } from './report.js';
export { FOLDERS, runMutants, type MutantRun } from './run-mutants.js';
