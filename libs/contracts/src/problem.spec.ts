import { expect, it } from 'vitest';
import { Problem, PROBLEMS } from './problem.js';

it('says what to do in this very case, and else what helps with its code', () => {
  const taken = new Problem('resource.conflict', 'There is a user named mia already.', {
    help: 'Choose another name.',
  });
  expect(taken).toMatchObject({ status: 409, help: 'Choose another name.' });
  expect(new Problem('resource.conflict', 'It is done.').help).toBe(PROBLEMS['resource.conflict'].help);
});

it('calls nothing changed that may only be taken or still needed', () => {
  expect(PROBLEMS['resource.conflict'].title).not.toContain('changed');
});
