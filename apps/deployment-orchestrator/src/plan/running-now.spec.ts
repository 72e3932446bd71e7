import { describe, expect, it } from 'vitest';
import { runningNow, type ReadPanelState } from './running-now.js';

describe('which instances run', () => {
  it.each(['healthy', 'starting', 'degraded', 'unknown'] as const)(
    'is believed of one last seen %s, without asking',
    async (health) => {
      const readPanelState: ReadPanelState = () => Promise.reject(new Error('asked'));
      expect(await runningNow([{ id: 'a', health }], readPanelState)).toEqual(new Set(['a']));
    },
  );

  it.each([
    ['running', true],
    ['starting', true],
    ['busy', true],
    ['stopped', false],
    ['failed', false],
    [undefined, false],
  ] as const)('is asked of the panel for one last seen stopped: %s', async (app, runs) => {
    const found = await runningNow([{ id: 'a', health: 'stopped' }], () => Promise.resolve(app));
    expect(found.has('a')).toBe(runs);
  });
});
