import { describe, expect, it } from 'vitest';
import { judgeStop } from './judge-stop.js';

describe('the verdict on a stop', () => {
  it('is a pass only where AMP says that the server is stopped', () => {
    expect(judgeStop({ app: 'stopped', timeIsUp: false })).toEqual({
      verdict: 'pass',
      reason: 'the server is stopped',
    });
  });

  it('fails at once when the server runs again', () => {
    expect(judgeStop({ app: 'running', timeIsUp: false })).toMatchObject({ verdict: 'fail' });
  });

  it('waits for what is between two states, and then fails or says that it is not clear', () => {
    for (const app of ['starting', 'failed', 'busy', undefined] as const) {
      const evidence = app === undefined ? {} : { app };
      expect(judgeStop({ ...evidence, timeIsUp: false }).verdict).toBeUndefined();
      expect(judgeStop({ ...evidence, timeIsUp: true }).verdict).toBe(
        app === 'starting' ? 'fail' : 'inconclusive',
      );
    }
    expect(judgeStop({ timeIsUp: true }).reason).toContain('AMP does not say');
    expect(judgeStop({ app: 'failed', timeIsUp: true }).reason).toContain('failed');
    expect(judgeStop({ app: 'busy', timeIsUp: true }).reason).toContain('busy');
    expect(judgeStop({ app: 'starting', timeIsUp: true }).reason).toContain('starting again');
  });
});
