import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeOf, JUST_BEFORE_MS, sharedCause, START_WINDOW_MS, type CauseFacts } from './cause.js';

const minute = (count: number): Date => new Date(Date.UTC(2026, 10, 29, 12, count));
const FACTS: CauseFacts = {
  now: { content: 'new', writtenAt: minute(30) },
  at: minute(60),
  before: { content: 'old', at: minute(0) },
  desiredChanged: false,
  starts: [],
  pluginChanged: false,
};
const { before: _, ...NEVER_SCANNED } = FACTS;
const between = { from: minute(0), to: minute(60) };

describe('the cause of a finding', () => {
  it.each<[string, CauseFacts, object]>([
    ['never read before', NEVER_SCANNED, { kind: 'first_look' }],
    [
      'first look, whatever else',
      { ...NEVER_SCANNED, desiredChanged: true, pluginChanged: true },
      { kind: 'first_look' },
    ],
    ['the file changed', FACTS, { kind: 'changed_between', ...between }],
    [
      'it appeared',
      { ...FACTS, before: { content: undefined, at: minute(0) } },
      { kind: 'changed_between', ...between },
    ],
    ['it is gone', { ...FACTS, now: { content: undefined } }, { kind: 'changed_between', ...between }],
    [
      'the file is as it was, and what should be there is not',
      { ...FACTS, now: { content: 'old' }, desiredChanged: true, version: 17 },
      { kind: 'desired_changed', version: 17 },
    ],
    [
      'the same without a change on record',
      { ...FACTS, now: { content: 'old' }, desiredChanged: true },
      { kind: 'desired_changed' },
    ],
    ['nothing changed', { ...FACTS, now: { content: 'old' } }, { kind: 'unknown' }],
    [
      'nothing is known to have changed',
      { ...FACTS, now: { content: 'old' }, desiredChanged: undefined },
      { kind: 'unknown' },
    ],
    ['both changed', { ...FACTS, desiredChanged: true }, { kind: 'unknown' }],
    [
      'the file changed, and the other is unknown',
      { ...FACTS, desiredChanged: undefined },
      { kind: 'unknown' },
    ],
    [
      'we wrote it',
      { ...FACTS, written: { deploymentId: 'd', content: 'new' }, pluginChanged: true },
      { kind: 'our_change', deploymentId: 'd' },
    ],
    [
      'we put it back',
      { ...FACTS, written: { deploymentId: 'd', content: 'new', isRollback: true } },
      { kind: 'our_change', deploymentId: 'd', isRollback: true },
    ],
    [
      'we deleted it',
      { ...FACTS, now: { content: undefined }, written: { deploymentId: 'd', content: undefined } },
      { kind: 'our_change', deploymentId: 'd' },
    ],
    [
      'we wrote something else there',
      { ...FACTS, written: { deploymentId: 'd', content: 'other' } },
      { kind: 'changed_between', ...between },
    ],
    [
      'it could not be read before',
      { ...FACTS, before: { content: undefined, isUnread: true, at: minute(0) } },
      { kind: 'unknown' },
    ],
    ['it cannot be read now', { ...FACTS, now: { content: undefined, isUnread: true } }, { kind: 'unknown' }],
    ['another JAR came', { ...FACTS, pluginChanged: true }, { kind: 'update', ...between }],
  ])('%s', (_name, facts, cause) => {
    expect(causeOf(facts)).toEqual(cause);
  });

  it('is a start when the file was written within its window, and only then', () => {
    const starts = [{ from: minute(10), to: minute(12) }];
    const known = [
      { at: minute(1), content: 'old' },
      { at: minute(10), content: 'old' },
    ];
    const writtenAt = (time: number) =>
      causeOf({ ...FACTS, starts, known, now: { content: 'new', writtenAt: new Date(time) } }).kind;
    const [from, end] = [minute(10).getTime(), minute(12).getTime() + START_WINDOW_MS];
    expect([from - 1, from, end, end + 1].map(writtenAt)).toEqual([
      'changed_between',
      'at_start',
      'at_start',
      'changed_between',
    ]);
    expect(causeOf({ ...FACTS, starts, known, now: { content: undefined } }).kind).toBe('changed_between');
    const several = [{ from: minute(1), to: minute(1) }, ...starts];
    expect(
      causeOf({ ...FACTS, known, starts: several, now: { content: 'new', writtenAt: minute(11) } }),
    ).toEqual({
      kind: 'at_start',
      ...starts[0],
    });
  });

  describe('that was written while the server came up', () => {
    const start = { from: minute(10), to: minute(12) };
    const at = (ms: number): Date => new Date(minute(10).getTime() - ms);
    const causeWith = (...known: NonNullable<CauseFacts['known']>) =>
      causeOf({ ...FACTS, starts: [start], known, now: { content: 'new', writtenAt: minute(11) } });

    it('names no author where nothing was read between the reading before and the start', () => {
      expect(causeWith()).toEqual({ kind: 'start_between', ...between });
      expect(causeWith({ at: minute(11), content: 'old' })).toEqual({ kind: 'start_between', ...between });
    });

    it('is an edit where it was so already before the start', () => {
      expect(causeWith({ at: minute(5), content: 'new' })).toEqual({
        ...{ kind: 'changed_between', from: minute(0) },
        to: minute(5),
      });
    });

    it('is the start only where its content right before is known, and is ours or the one of the look before', () => {
      const near = at(JUST_BEFORE_MS);
      const far = at(JUST_BEFORE_MS + 1);
      expect(causeWith({ at: near, content: 'old' })).toEqual({ kind: 'at_start', ...start });
      expect(causeWith({ at: near, content: 'ours', isOurs: true })).toEqual({ kind: 'at_start', ...start });
      expect(causeWith({ at: near, content: 'other' })).toEqual({ kind: 'start_between', ...between });
      expect(causeWith({ at: far, content: 'old' })).toEqual({
        ...{ kind: 'start_between', from: far },
        to: minute(60),
      });
      expect(causeWith({ at: near, content: 'old' }, { at: start.from, content: 'other' }).kind).toBe(
        'start_between',
      );
    });
  });

  it('never names an author for a file that is as it was', () => {
    const content = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
    fc.assert(
      fc.property(
        content,
        fc.boolean(),
        fc.option(fc.boolean(), { nil: undefined }),
        (same, pluginChanged, desiredChanged) => {
          const facts: CauseFacts = {
            ...FACTS,
            before: { content: same, at: minute(0) },
            now: { content: same, writtenAt: minute(11) },
            starts: [{ from: minute(10), to: minute(10) }],
            written: { deploymentId: 'd', content: same },
            pluginChanged,
            desiredChanged,
          };
          expect(['desired_changed', 'unknown']).toContain(causeOf(facts).kind);
        },
      ),
    );
  });
});

describe('the cause of alike findings', () => {
  const span = (from: number, to: number) => ({
    kind: 'changed_between' as const,
    from: minute(from).toISOString(),
    to: minute(to).toISOString(),
  });

  it('is told when all share it, over the time of all of them', () => {
    expect(sharedCause([span(3, 20)])).toEqual(span(3, 20));
    expect(sharedCause([span(3, 20), span(1, 10), span(2, 30)])).toEqual(span(1, 30));
    expect(sharedCause([{ kind: 'first_look' }, { kind: 'first_look' }])).toEqual({ kind: 'first_look' });
  });

  it('names a deployment or a version only when it is that of all', () => {
    const [d1, d2] = ['d1', 'd2'].map((deploymentId) => ({ kind: 'our_change' as const, deploymentId }));
    expect(sharedCause([d1!, d1!])).toEqual(d1);
    expect(sharedCause([d1!, d2!])).toEqual({ kind: 'our_change' });
    const [v7, v8] = [7, 8].map((version) => ({ kind: 'desired_changed' as const, version }));
    expect(sharedCause([v7!, v7!])).toEqual(v7);
    expect(sharedCause([v7!, v8!])).toEqual({ kind: 'desired_changed' });
    expect(sharedCause([{ kind: 'desired_changed' }, v8!])).toEqual({ kind: 'desired_changed' });
  });

  it('is not shown when they differ, or when one of them is unknown', () => {
    expect(sharedCause([span(1, 2), { kind: 'first_look' }])).toBeUndefined();
    expect(sharedCause([span(1, 2), { kind: 'unknown' }])).toBeUndefined();
    const ours = { kind: 'our_change' as const, deploymentId: 'd1' };
    expect(sharedCause([ours, { ...ours, isRollback: true }])).toBeUndefined();
    expect(sharedCause([{ ...ours, isRollback: true }])).toEqual({ ...ours, isRollback: true });
    expect(sharedCause([{ kind: 'unknown' }, { kind: 'unknown' }])).toBeUndefined();
    expect(sharedCause([])).toBeUndefined();
  });
});
