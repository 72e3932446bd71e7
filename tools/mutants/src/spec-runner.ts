import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, createVitest, type TestSpecification, type Vitest } from 'vitest/node';
import { mutated, type Mutant } from './mutant.js';

export interface SpecResult {
  /** The name of the first test that failed; left out when all passed. */
  readonly failed?: string;
  /** Why they could not be run at all. */
  readonly error?: string;
  /** How long each spec took, in milliseconds. */
  readonly took?: Readonly<Record<string, number>>;
}

/** The nearest tests come first, and the first failure ends the run. */
class AsGiven extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

/**
 * Runs unit tests in this process again and again, each time with another mutant in the place of its file. No file on disk
 * is changed: the mutant is put in while the file is loaded.
 */
export class SpecRunner {
  private mutant: Mutant | undefined;

  private vitest: Vitest | undefined;

  private constructor(private readonly root: string) {}

  /** @param root the repository, with its `vitest.config.ts` */
  static async open(root: string): Promise<SpecRunner> {
    const runner = new SpecRunner(root);
    runner.vitest = await createVitest(
      {
        root,
        config: join(root, 'vitest.config.ts'),
        watch: false,
        reporters: [{}],
        pool: 'forks',
        maxWorkers: 1,
        bail: 1,
        // Who ends a run that takes too long is the one who began it
        testTimeout: 300_000,
        sequence: { sequencer: AsGiven },
        // It would give the file as it is on disk
        fsModuleCache: false,
        setupFiles: [fileURLToPath(new URL('./quick-failure.js', import.meta.url))],
      },
      {
        plugins: [
          {
            name: 'mutant-in-place',
            enforce: 'pre',
            transform: (_code, id) => runner.replaced(id.split('?')[0]!),
          },
        ],
      },
    );
    return runner;
  }

  /** @param specs relative to the root; those after the first failure are not run */
  async runSpecs(specs: readonly string[], mutant?: Mutant): Promise<SpecResult> {
    this.putMutant(mutant);
    const [project] = this.vitest!.projects;
    const wanted = specs.map((spec) => project!.createSpecification(join(this.root, spec)));
    const { testModules, unhandledErrors } = await this.vitest!.runTestSpecifications(wanted, false);
    // The answer names the modules of earlier runs, too
    const paths = new Set(wanted.map(({ moduleId }) => moduleId));
    for (const module of testModules.filter(({ moduleId }) => paths.has(moduleId))) {
      for (const test of module.children.allTests('failed')) return { failed: test.fullName };
      if (!module.ok()) return { failed: `loading ${module.relativeModuleId}` };
    }
    if (unhandledErrors.length > 0) return { failed: 'an error outside of the tests' };
    const took = testModules.map(
      (module) => [module.relativeModuleId, module.diagnostic().duration] as const,
    );
    return { took: Object.fromEntries(took) };
  }

  private putMutant(mutant: Mutant | undefined): void {
    for (const one of [this.mutant, mutant])
      if (one !== undefined) this.vitest!.invalidateFile(join(this.root, one.file));
    this.mutant = mutant;
  }

  private replaced(path: string): { code: string; map: null } | undefined {
    if (this.mutant === undefined || path !== join(this.root, this.mutant.file)) return undefined;
    return { code: mutated(readFileSync(path, 'utf8'), this.mutant), map: null };
  }
}
