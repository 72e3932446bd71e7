import type { Mutant } from './mutant.js';
import { SpecRunner } from './spec-runner.js';

/** What the parent asks for, one after the other. */
export interface Task {
  readonly specs: readonly string[];
  readonly mutant?: Mutant;
}

// A mutant may loop for ever; only a process of its own can be ended then
const runner = await SpecRunner.open(process.argv[2]!);
process.on('message', (task: Task) => {
  void runner.runSpecs(task.specs, task.mutant).then(
    (result) => process.send!(result),
    (error: unknown) => process.send!({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send!({});
