import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { collected, hubCommand } from '../hub-command.js';
import type { OperationFlags } from './show-operations.js';

/** `asmp operation [ID]`: what was begun and goes on by itself. */
export const operationVerb: Verb = (program, terminal, runVerb) => {
  const operation = hubCommand(
    program,
    'operation',
    'What was begun and goes on by itself: backups, verifying, renewing and alike. Without an id the newest. Exit code 2: it failed.',
  )
    .argument('[operation]', 'id of the operation, or its beginning')
    .option('--wait', 'follow it until it has ended')
    .option('--state <state>', 'in the list: only those in this state; may be repeated', collected)
    .option('--limit <n>', 'how many the list has', '20');
  withExamples(operation, [
    ['asmp operation', 'the newest, with how they ended'],
    ['asmp operation 5f3a --wait', 'follows one until it has ended'],
  ]).action((id: string | undefined, flags: OperationFlags) =>
    runVerb(async () => {
      const { listOperations, showOperation } = await import('./show-operations.js');
      return id === undefined ? listOperations(flags, terminal) : showOperation(id, flags, terminal);
    }),
  );
};
