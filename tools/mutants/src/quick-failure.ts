import fc from 'fast-check';

/** Loaded before the tests: a failure is enough, its smallest example is not looked for; the same values for every mutant. */
const seed = process.env['ASMP_MUTANTS_SEED'] ?? '1';
fc.configureGlobal({ seed: Number(seed), endOnFailure: true });
// A campaign draws a seed of its own where none is given
process.env['ARCHIVESMP_SEED'] = seed;
