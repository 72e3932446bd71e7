import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeHealth, type HealthEvidence } from './judge-health.js';

const well: HealthEvidence = {
  ranBefore: true,
  restarted: true,
  app: 'running',
  inspection: { log: 'fresh', enabled: ['CMI', 'LuckPerms'], errors: [], deviating: [] },
  plugins: ['CMI'],
  timeIsUp: false,
};
const inspected = (more: Partial<NonNullable<HealthEvidence['inspection']>>): HealthEvidence => ({
  ...well,
  inspection: { ...well.inspection!, ...more },
});

describe('the health verdict', () => {
  it('passes when AMP, log and files all say so', () => {
    expect(judgeHealth(well)).toEqual({
      verdict: 'pass',
      reason: 'running, CMI enabled, no new errors, files as planned',
    });
  });

  it.each([
    ['an error of the plugin in the log', inspected({ errors: ['[CMI] could not load config'] })],
    [
      'a file that is not as planned',
      inspected({ deviating: ['config.yml: ReSpawn.Enabled is false again'] }),
    ],
    ['a failed server', { ...well, app: 'failed' as const }],
    ['a server that stopped without being restarted', { ...well, app: 'stopped' as const, restarted: false }],
  ])('fails at once for %s', (_what, evidence) => {
    expect(judgeHealth(evidence).verdict).toBe('fail');
  });

  it('leaves to a person what was edited since, whatever else is wrong: a failure is taken back by itself', () => {
    const changed = { changedSince: ['config.yml: a is not what was written'] };
    const enabled = { verdict: 'inconclusive', reason: 'config.yml: a is not what was written' };
    expect(judgeHealth(inspected(changed))).toEqual(enabled);
    expect(judgeHealth({ ...inspected({ ...changed, errors: ['[CMI] x'] }), app: 'failed' })).toEqual(
      enabled,
    );
    expect(judgeHealth(inspected({ changedSince: [] })).verdict).toBe('pass');
  });

  it.each([
    ['AMP is silent', { ...well, app: undefined }, 'inconclusive'],
    ['the agent is silent', { ...well, inspection: undefined }, 'inconclusive'],
    ['the log is old', inspected({ log: 'old' }), 'inconclusive'],
    ['the log names no plugin at all', inspected({ enabled: [] }), 'inconclusive'],
    ['the log names other plugins only', inspected({ enabled: ['LuckPerms'] }), 'fail'],
    ['the server never came up', { ...well, app: 'starting' as const }, 'fail'],
    ['it is slow', { ...well, tps: 4 }, 'fail'],
  ])('waits while %s, and then says what that means', (_what, evidence, verdict) => {
    expect(judgeHealth(evidence as HealthEvidence).verdict).toBeUndefined();
    expect(judgeHealth({ ...(evidence as HealthEvidence), timeIsUp: true }).verdict).toBe(verdict);
  });

  it('is content with the files of a server that was stopped before', () => {
    const evidence: HealthEvidence = {
      ...inspected({ log: 'old', enabled: [] }),
      ranBefore: false,
      restarted: false,
      app: 'stopped',
    };
    expect(judgeHealth(evidence).verdict).toBe('pass');
    expect(judgeHealth({ ...evidence, inspection: undefined, timeIsUp: true }).verdict).toBe('inconclusive');
  });

  it('never takes silence for a pass, and always decides when the time is up', () => {
    const evidence = fc.record({
      ranBefore: fc.boolean(),
      restarted: fc.boolean(),
      app: fc.constantFrom('running', 'starting', 'stopped', 'failed', 'busy', undefined),
      tps: fc.option(fc.float({ min: 0, max: 20, noNaN: true }), { nil: undefined }),
      inspection: fc.option(
        fc.record({
          log: fc.constantFrom('fresh', 'old', 'absent'),
          enabled: fc.subarray(['CMI', 'LuckPerms']),
          errors: fc.subarray(['boom']),
          deviating: fc.subarray(['x']),
        }),
        { nil: undefined },
      ),
      plugins: fc.subarray(['CMI']),
      timeIsUp: fc.boolean(),
    });
    fc.assert(
      fc.property(evidence, (given) => {
        const { verdict } = judgeHealth(given as HealthEvidence);
        if (given.timeIsUp) expect(verdict).toBeDefined();
        if (verdict !== 'pass') return;
        expect(given.inspection?.errors).toEqual([]);
        expect(given.inspection?.deviating).toEqual([]);
        expect(given.app).toBe(given.app === 'stopped' && !given.ranBefore ? 'stopped' : 'running');
      }),
    );
  });
});
