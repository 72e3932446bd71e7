import fc from 'fast-check';

/** Loaded before the tests: a failure is enough, its smallest example is not looked for; the same values for every mutant. */
fc.configureGlobal({ seed: Number(process.env['ASMP_MUTANTS_SEED'] ?? 1), endOnFailure: true });
