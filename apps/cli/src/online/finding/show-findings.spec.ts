import { CAUSES } from '@archivesmp/contracts/vocabulary';
import { describe, expect, it } from 'vitest';
import { causeText } from './show-findings.js';

const between = { from: '2026-11-21T09:00:00.000Z', to: '2026-11-21T10:00:00.000Z' };

describe('why a finding came up', () => {
  it('is said of every cause but the one that nobody knows', () => {
    for (const kind of CAUSES)
      expect(typeof causeText({ cause: { kind, ...between } })).toBe(
        kind === 'unknown' ? 'undefined' : 'string',
      );
  });

  it('blames nobody where the server was started between two looks', () => {
    const text = causeText({ cause: { kind: 'start_between', ...between } });
    expect(text).toMatch(
      /^changed between .* and .*; the server was started in between, so it may have been/,
    );
    expect(text).not.toContain('written by');
  });

  it('names the rollback that put a value back', () => {
    const ours = { kind: 'our_change', deploymentId: 'd1' } as const;
    expect(causeText({ cause: ours })).toBe('written by our deployment d1');
    expect(causeText({ cause: { ...ours, isRollback: true } })).toBe(
      'put back by a rollback of ours, deployment d1',
    );
  });
});
