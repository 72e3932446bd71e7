import { expect, it } from 'vitest';
import { agentLabel } from './agent-label.js';

it('calls the token of an agent so that it has room, and no two the same', () => {
  expect(agentLabel('ovh')).toBe('agent ovh');
  expect(agentLabel('x'.repeat(58))).toBe(`agent ${'x'.repeat(58)}`);
  const long = [59, 60, 63, 64].map((length) => agentLabel('x'.repeat(length)));
  expect(new Set(long).size).toBe(4);
  for (const label of long) expect(label).toMatch(/^agent x{48}~[0-9a-f]{9}$/);
});
