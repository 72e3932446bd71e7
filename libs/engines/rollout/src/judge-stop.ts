import type { HealthEvidence, HealthJudgement } from './judge-health.js';

/**
 * Says whether an instance that was stopped is stopped. One that runs again was not left so: that fails at once. What AMP does not
 * say is never a pass.
 */
export function judgeStop({ app, timeIsUp }: Pick<HealthEvidence, 'app' | 'timeIsUp'>): HealthJudgement {
  if (app === 'stopped') return { verdict: 'pass', reason: 'the server is stopped' };
  if (app === 'running') return { verdict: 'fail', reason: 'the server runs again although it was stopped' };
  if (app === 'starting')
    return late(timeIsUp, 'fail', 'the server is starting again although it was stopped');
  if (app === 'failed')
    return late(timeIsUp, 'inconclusive', 'the server is down, but AMP says that it failed');
  if (app === 'busy')
    return late(timeIsUp, 'inconclusive', 'the server is busy, neither running nor stopped');
  return late(timeIsUp, 'inconclusive', 'AMP does not say in what state the server is');
}

const late = (timeIsUp: boolean, verdict: 'fail' | 'inconclusive', reason: string): HealthJudgement =>
  timeIsUp ? { verdict, reason } : { reason };
