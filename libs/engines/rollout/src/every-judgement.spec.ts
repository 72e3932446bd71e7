import { Settings } from 'luxon';
import { describe, expect, it } from 'vitest';
import { changesAllowed, WEEKDAYS, windowMistakes, type ChangeWindow } from './change-windows.js';
import { countdown } from './countdown.js';
import { judgeHealth, type HealthEvidence } from './judge-health.js';
import { judgeStop } from './judge-stop.js';
import { waitsForWindow } from './waits-for-window.js';

const well: HealthEvidence = {
  ranBefore: true,
  restarted: true,
  app: 'running',
  inspection: { log: 'fresh', enabled: ['CMI', 'LuckPerms'], errors: [], deviating: [] },
  plugins: ['CMI'],
  timeIsUp: false,
};

describe('the words of a verdict', () => {
  const judged = (more: Partial<HealthEvidence>) => judgeHealth({ ...well, timeIsUp: true, ...more });
  const inspection = well.inspection!;

  it('name what it rests on', () => {
    expect(judged({ tps: 19.96 }).reason).toBe(
      'running, CMI enabled, no new errors, files as planned, 20.0 ticks per second',
    );
    expect(judged({ plugins: ['cmi', 'LuckPerms'] }).reason).toBe(
      'running, cmi, LuckPerms enabled, no new errors, files as planned',
    );
    expect(judged({ restarted: false }).reason).toBe('running, no new errors, files as planned');
    expect(judged({ restarted: false, asPlanned: true, hasRead: true }).reason).toBe(
      'nothing to write: its files were as planned already, and its server has read them as they are, so it was not restarted; running, no new errors, files as planned',
    );
    expect(judged({ asPlanned: true }).reason).toMatch(
      /^nothing to write: its files were as planned already, and it was restarted, because it was not known to have read them; running, CMI enabled, /,
    );
    expect(judged({ restarted: false, asPlanned: true }).reason).toMatch(
      /^nothing to write: its files were as planned already; running, /,
    );
    expect(judged({ asPlanned: true, ranBefore: false, app: 'stopped', restarted: false }).reason).toBe(
      'nothing to write: the files were as planned already; the server is stopped, as it was before',
    );
    expect(judged({ plugins: [] }).reason).toBe('running, no new errors, files as planned');
    expect(judged({ ranBefore: false, app: 'stopped', restarted: false })).toEqual({
      verdict: 'pass',
      reason: 'the files are as planned; the server is stopped, as it was before',
    });
  });

  it('name what is wrong', () => {
    expect(judged({ inspection: { ...inspection, errors: ['first', 'second'] } })).toEqual({
      verdict: 'fail',
      reason: 'the log has an error: first',
    });
    expect(judged({ inspection: { ...inspection, deviating: ['config.yml is old'] } }).reason).toBe(
      'config.yml is old',
    );
    expect(judged({ app: 'failed' }).reason).toBe('AMP says that the server failed');
    expect(judged({ app: 'stopped', restarted: false }).reason).toBe('the server stopped');
    expect(judged({ app: 'stopped' })).toEqual({
      verdict: 'fail',
      reason: 'the server is stopped and not running',
    });
    expect(judged({ tps: 11.9 })).toEqual({
      verdict: 'fail',
      reason: 'the server runs at 11.9 ticks per second',
    });
    expect(judged({ tps: 12 }).verdict).toBe('pass');
    expect(judged({ plugins: ['CMI', 'A', 'B'] })).toEqual({
      verdict: 'fail',
      reason: 'the log does not say that A, B was enabled',
    });
  });

  it('name what is missing', () => {
    expect(judged({ app: undefined }).reason).toBe('AMP does not say in what state the server is');
    expect(judged({ inspection: undefined }).reason).toBe(
      'the agent did not report what it finds on the host',
    );
    expect(judged({ inspection: { ...inspection, log: 'absent' } }).reason).toBe(
      'the log of the server says nothing about this start',
    );
    expect(judged({ ranBefore: false, app: 'stopped', inspection: undefined })).toEqual({
      verdict: 'inconclusive',
      reason: 'the agent did not report what it finds on the host',
    });
    expect(judged({ restarted: false, inspection: { ...inspection, log: 'old', enabled: [] } }).verdict).toBe(
      'pass',
    );
  });

  it('of a stop are as plain', () => {
    const stop = (app: HealthEvidence['app'], timeIsUp = true) =>
      judgeStop({ ...(app && { app }), timeIsUp });
    expect(stop('stopped')).toEqual({ verdict: 'pass', reason: 'the server is stopped' });
    expect(stop('running')).toEqual({
      verdict: 'fail',
      reason: 'the server runs again although it was stopped',
    });
    expect(stop('starting')).toEqual({
      verdict: 'fail',
      reason: 'the server is starting again although it was stopped',
    });
    expect(stop('failed')).toEqual({
      verdict: 'inconclusive',
      reason: 'the server is down, but AMP says that it failed',
    });
    expect(stop('busy')).toEqual({
      verdict: 'inconclusive',
      reason: 'the server is busy, neither running nor stopped',
    });
    expect(stop(undefined)).toEqual({
      verdict: 'inconclusive',
      reason: 'AMP does not say in what state the server is',
    });
    for (const app of ['starting', 'failed', 'busy', undefined] as const)
      expect(stop(app, false).verdict).toBeUndefined();
  });
});

describe('the countdown', () => {
  it('is said at every mark people know', () => {
    expect(countdown(7_200).map(({ secondsBefore, text }) => [secondsBefore, text])).toEqual([
      [7_200, 'The server restarts in 2 hours.'],
      [3_600, 'The server restarts in 1 hour.'],
      [1_800, 'The server restarts in 30 minutes.'],
      [900, 'The server restarts in 15 minutes.'],
      [600, 'The server restarts in 10 minutes.'],
      [300, 'The server restarts in 5 minutes.'],
      [120, 'The server restarts in 2 minutes.'],
      [60, 'The server restarts in 1 minute.'],
      [30, 'The server restarts in 30 seconds.'],
      [10, 'The server restarts in 10 seconds.'],
      [5, 'The server restarts in 5 seconds.'],
      [3, 'The server restarts in 3 seconds.'],
      [2, 'The server restarts in 2 seconds.'],
      [1, 'The server restarts in 1 second.'],
    ]);
    expect(countdown(30, 'stops')[0]).toEqual({ secondsBefore: 30, text: 'The server stops in 30 seconds.' });
    expect(countdown(30).filter(({ secondsBefore }) => secondsBefore === 30)).toHaveLength(1);
    expect(countdown(90)[0]!.text).toBe('The server restarts in 90 seconds.');
    expect([countdown(0), countdown(-1)]).toEqual([[], []]);
  });
});

describe('change windows in words', () => {
  const night: ChangeWindow = { effect: 'allow', days: ['mon'], from: '22:00', to: '02:00', zone: 'UTC' };
  const at = (iso: string): number => Date.parse(iso);

  it('say until when changes are allowed, or when they are next', () => {
    expect(changesAllowed([night], at('2026-11-23T21:59:59.999Z'))).toEqual({
      allowed: false,
      until: new Date('2026-11-23T22:00Z'),
      sentence: 'changes are not allowed now; next at Mon 23 Nov 22:00 UTC',
    });
    expect(changesAllowed([night], at('2026-11-23T22:00Z'))).toEqual({
      allowed: true,
      until: new Date('2026-11-24T02:00Z'),
      sentence: 'changes allowed now, until Tue 24 Nov 02:00 UTC',
    });
    expect(changesAllowed([night], at('2026-11-24T01:59Z')).allowed).toBe(true);
    expect(changesAllowed([night], at('2026-11-24T02:00Z')).allowed).toBe(false);
    expect(changesAllowed([], 0)).toEqual({ allowed: true, sentence: 'changes allowed now' });
  });

  it('say it in English, whatever language the machine speaks', () => {
    const before = Settings.defaultLocale;
    Settings.defaultLocale = 'de';
    try {
      const { sentence } = changesAllowed([{ ...night, days: ['tue'] }], at('2026-12-01T00:00Z'));
      expect(sentence).toBe('changes are not allowed now; next at Tue 1 Dec 22:00 UTC');
    } finally {
      Settings.defaultLocale = before;
    }
  });

  it('say that none opens within two weeks', () => {
    const never: ChangeWindow = { ...night, effect: 'deny', days: [...WEEKDAYS], from: '00:00', to: '24:00' };
    expect(changesAllowed([never], at('2026-11-23T00:00Z'))).toMatchObject({
      allowed: false,
      sentence: expect.stringMatching(/^changes are not allowed now; /) as string,
    });
    const noDays: ChangeWindow = { ...night, days: [] };
    expect(changesAllowed([noDays], 0)).toEqual({
      allowed: false,
      sentence: 'changes are not allowed now; no window opens within two weeks',
    });
  });

  it('a deny wins, and without an allow everything else is allowed', () => {
    const deny: ChangeWindow = { ...night, effect: 'deny', from: '23:00', to: '24:00' };
    expect(changesAllowed([deny], at('2026-11-23T23:30Z')).allowed).toBe(false);
    expect(changesAllowed([deny], at('2026-11-23T22:30Z')).allowed).toBe(true);
    expect(changesAllowed([night, deny], at('2026-11-23T23:30Z')).allowed).toBe(false);
    expect(changesAllowed([night, deny], at('2026-11-23T22:30Z')).allowed).toBe(true);
  });

  it.each(WEEKDAYS)('knows %s', (day) => {
    const monday = at('2026-11-23T12:00Z');
    const windows: ChangeWindow[] = [{ ...night, days: [day], from: '00:00', to: '24:00' }];
    const days = WEEKDAYS.map((_, n) => changesAllowed(windows, monday + n * 86_400_000).allowed);
    expect(days).toEqual(WEEKDAYS.map((one) => one === day));
  });

  it('name every mistake of the one who wrote it', () => {
    expect(windowMistakes(night)).toEqual([]);
    expect(windowMistakes({ ...night, from: '25:00', to: '1:00', days: [], zone: 'Berlin' })).toEqual([
      'from must be a time from 00:00 to 24:00, not "25:00"',
      'to must be a time from 00:00 to 24:00, not "1:00"',
      'days is empty, so the window never opens',
      'zone "Berlin" is not known; write it like Europe/Berlin',
    ]);
    expect(windowMistakes({ ...night, from: '10:00', to: '10:00' })).toEqual([
      'from and to are the same; a whole day is 00:00 to 24:00',
    ]);
    for (const time of ['10:60', '24:01', 'x10:00', '10:00x', ''])
      expect(windowMistakes({ ...night, from: time })).toHaveLength(1);
    for (const time of ['00:00', '24:00', '09:59'])
      expect(windowMistakes({ ...night, from: time, to: '12:00' })).toEqual([]);
  });

  it('hold for what changes something, not for what takes it back', () => {
    expect(waitsForWindow('apply', false)).toBe(true);
    expect(waitsForWindow('start', true)).toBe(false);
    expect(waitsForWindow('rollback', false)).toBe(false);
    expect(waitsForWindow('rollback', true)).toBe(false);
  });
});
