import { describe, expect, it } from 'vitest';
import { ORDER_FAILURE_CODES, ORDER_FAILURES, orderFailureFacts } from './order-facts.js';

describe('what follows from a failed order', () => {
  it('is never tried again by the agent where it is final, and alarms only where it is', () => {
    for (const code of ORDER_FAILURE_CODES) {
      const { policy, agentRetries, alarming } = ORDER_FAILURES[code];
      if (policy === 'final') expect(agentRetries, code).toBe(false);
      else expect(alarming, code).toBe(false);
    }
  });

  it('is tried again by the agent where nothing was touched and it may go better', () => {
    expect(ORDER_FAILURE_CODES.filter((code) => ORDER_FAILURES[code].agentRetries)).toEqual([
      'content_unavailable',
      'backup_failed',
      'unfinished_order',
      'disk',
    ]);
  });

  it('is decided anew where something moved or time ran out', () => {
    expect(ORDER_FAILURE_CODES.filter((code) => ORDER_FAILURES[code].anew)).toEqual([
      'expired',
      'base_moved',
      'changed_meanwhile',
    ]);
  });

  it('alarms where an attacker may have written the order', () => {
    expect(ORDER_FAILURE_CODES.filter((code) => ORDER_FAILURES[code].alarming)).toEqual([
      'bad_signature',
      'wrong_target',
      'stale_fence',
      'outside_instance',
    ]);
  });

  it('is not known of no code, or of one that only a newer agent knows', () => {
    expect(orderFailureFacts(undefined)).toBeUndefined();
    expect(orderFailureFacts('toString')).toBeUndefined();
    expect(orderFailureFacts('disk')).toBe(ORDER_FAILURES.disk);
  });
});
