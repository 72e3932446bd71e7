import { expect, it } from 'vitest';
import { askStep } from './ledger-steps.js';

it('the question to the panel is a step of its own, by whose name MariaDB finds the restart that it asked for', () => {
  expect((['restart', 'stop', 'start'] as const).map(askStep)).toEqual([
    'ask-restart',
    'ask-stop',
    'ask-start',
  ]);
});
