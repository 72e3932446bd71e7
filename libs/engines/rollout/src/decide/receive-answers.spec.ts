import type { OrderFailure } from '@archivesmp/contracts/order-facts';
import { describe, expect, it } from 'vitest';
import { inWords } from '../../test/in-words.js';
import {
  EARLIER,
  FENCE,
  FILE,
  inspection,
  instance,
  LATER,
  NOW,
  order,
  snapshot,
  type MadeOf,
} from '../../test/made-snapshot.js';
import { decide } from './decide.js';
import type { Effect } from './effect.js';
import type { InspectionFacts, InstanceFacts, OrderFacts } from './snapshot.js';

const WAYS = [
  { direction: 'forward', state: 'applying' },
  { direction: 'back', state: 'rolling-back' },
] as const;

const answered = (
  state: InstanceFacts['state'],
  more: Partial<InstanceFacts>,
  made?: MadeOf,
): readonly Effect[] => decide(snapshot([instance(state, more)], made));
const moveIn = (effects: readonly Effect[]) => effects.find(({ kind }) => kind === 'move-instance');

/** Orders that were given one after the other, the newest under the fence of the instance. */
const given = (state: InstanceFacts['state'], outcomes: readonly NonNullable<OrderFacts['outcome']>[]) =>
  outcomes.map((outcome, index) => order(state, outcome, { fence: FENCE - outcomes.length + 1 + index }));
const refused = (code: OrderFailure, times: number) =>
  Array.from({ length: times }, () => ({ state: 'refused' as const, code }));

describe.each(WAYS)('an order on the way $direction', ({ state, direction }) => {
  it.each(['expired', 'base_moved', 'changed_meanwhile'] as const)(
    'that was refused as %s is given again under a new fence five times, and more while the first would be waited for',
    (code) => {
      const past = new Date(LATER.getTime() + 1);
      const again = (times: number, worked: Date) =>
        expect(inWords(answered(state, { orders: given(state, refused(code, times)) }, { worked }))).toEqual([
          'still held: lobby',
          `lobby is claimed under fence ${FENCE + 1} in place of ${FENCE}`,
          `lobby goes on under fence ${FENCE + 1}`,
          `the agent looks at the files of lobby before ${direction === 'forward' ? 'the change' : 'it is taken back'}`,
        ]);
      for (const times of [1, 2, 3, 4]) again(times, past);
      for (const times of [5, 6, 49]) again(times, LATER);
      const last = (times: number, worked: Date) =>
        moveIn(answered(state, { orders: given(state, refused(code, times)) }, { worked }));
      const to = direction === 'forward' ? 'refused' : 'stuck';
      expect(last(5, past)).toMatchObject({ to });
      expect(last(50, LATER)).toMatchObject({ to });
    },
  );

  it('counts the time from the first of them', () => {
    const orders = given(state, refused('base_moved', 5)).map((one, index) => ({
      ...one,
      giveUpAt: index === 0 ? EARLIER : LATER,
    }));
    expect(moveIn(answered(state, { orders }))).toMatchObject({ reason: expect.stringContaining('5 times') });
  });

  it('that a server overtook each time says so, and what to do', () => {
    const reasonOf = (more: object, times: number) => {
      const outcomes = refused('base_moved', times).map((one) => ({ ...one, ...more }));
      return moveIn(
        answered(state, { orders: given(state, outcomes) }, { worked: new Date(LATER.getTime() + 1) }),
      );
    };
    const undone =
      direction === 'forward' ? 'nothing was changed; make a new plan' : 'it was not taken back;';
    expect(reasonOf({ path: FILE.path }, 7)).toMatchObject({
      reason: expect.stringMatching(
        new RegExp(`^base_moved: ${FILE.path} was written anew 7 times .*--while-stopped.*; ${undone}`),
      ),
    });
    expect(reasonOf({}, 5)).toMatchObject({
      reason: expect.stringMatching(/^base_moved: a file was written anew 5 times /),
    });
    expect(reasonOf({ code: 'expired' }, 5)).toMatchObject({ reason: 'expired' });
  });

  it('of which the agent took everything back is given again like one that was refused', () => {
    const undone = { state: 'undone', code: 'changed_meanwhile' } as const;
    expect(moveIn(answered(state, { orders: [order(state, undone)] }))).toBeUndefined();
  });

  it('counts only those of its own direction', () => {
    const other = direction === 'forward' ? 'back' : 'forward';
    const orders = [
      ...Array.from({ length: 5 }, () => order(state, { state: 'refused' }, { direction: other })),
      order(state, { state: 'refused', code: 'expired' }),
    ];
    expect(moveIn(answered(state, { orders }))).toBeUndefined();
  });

  it('that was refused for any other reason ends so, with what the agent said', () => {
    for (const code of ['bad_signature', 'stale_fence', 'damaged_state', 'outside_instance'] as const) {
      const outcome = { state: 'refused', code, path: 'a.yml', reason: 'no' } as const;
      expect(moveIn(answered(state, { orders: [order(state, outcome)] }))).toMatchObject({
        reason: `${code}: a.yml: no`,
      });
    }
  });

  it('with an unknown outcome is not given again', () => {
    const stuck = { state: 'stuck', code: 'expired' } as const;
    expect(moveIn(answered(state, { orders: [order(state, stuck)] }))).toMatchObject({ to: 'stuck' });
  });

  it('is waited for to the very moment at which it is given up, by the work clock', () => {
    const orders = [order(state, undefined, { giveUpAt: NOW })];
    expect(moveIn(answered(state, { orders }))).toBeUndefined();
    const late = answered(state, { orders }, { worked: new Date(NOW.getTime() + 1) });
    expect(moveIn(late)).toMatchObject({
      to: 'stuck',
      reason: 'the agent never said what became of the order',
    });
    const byTimeOfDay = answered(state, { orders }, { now: new Date(NOW.getTime() + 1), worked: EARLIER });
    expect(moveIn(byTimeOfDay)).toBeUndefined();
  });
});

describe('files that are looked at before an order', () => {
  const inspected = (state: InstanceFacts['state'], more: Partial<InspectionFacts>, made?: MadeOf) =>
    answered(state, { inspections: [inspection(state, more)] }, made);
  const found = { [FILE.path]: 'old' };
  const fit = { state: 'fits', files: [FILE], rewritten: [] } as const;

  it('are looked at once in each state that needs it, and under each fence', () => {
    expect(inWords(answered('looking', {}))).toContain(
      'the agent looks at the files of lobby before the stop',
    );
    expect(inWords(answered('applying', {}))).toContain(
      'the agent looks at the files of lobby before the change',
    );
    expect(inWords(answered('rolling-back', {}))).toContain(
      'the agent looks at the files of lobby before it is taken back',
    );
    for (const state of ['looking', 'applying', 'looking-back', 'rolling-back'] as const) {
      expect(inWords(inspected(state, {}))).toEqual(['still held: lobby']);
      const old = { inspections: [inspection(state, { fence: FENCE - 1 })] };
      expect(answered(state, old)).toContainEqual(
        expect.objectContaining({ kind: 'request-inspection', fence: FENCE }),
      );
    }
  });

  it('are not taken for those before the order when they were looked at before the stop', () => {
    const inspections = [inspection('looking', { found, fit })];
    expect(inWords(answered('applying', { inspections }))).toContain(
      'the agent looks at the files of lobby before the change',
    );
  });

  it('are written as they fit, and the agent is told of exactly those', () => {
    expect(inspected('applying', { found, fit })).toContainEqual({
      kind: 'give-order',
      instanceId: 'lobby',
      direction: 'forward',
      fence: FENCE,
      files: [FILE],
    });
    expect(inWords(inspected('rolling-back', { found, fit }))).toContain(
      'the agent writes 1 file of lobby back',
    );
  });

  it('are asked for with what the hub has of them, each way its own', () => {
    const asked = (state: InstanceFacts['state']) =>
      answered(state, {}).flatMap((effect) => (effect.kind === 'request-inspection' ? [effect.files] : []));
    expect(asked('applying')).toEqual([[{ path: FILE.path, sha256: 'old' }]]);
    expect(asked('rolling-back')).toEqual([[{ path: FILE.path, sha256: 'new' }]]);
  });

  it('wait for the next time when the answer came after they were fitted', () => {
    expect(inWords(inspected('applying', { found }))).toEqual(['still held: lobby']);
  });

  it('are waited for to the very moment at which they are given up, and the question is withdrawn then', () => {
    expect(inWords(inspected('applying', { giveUpAt: NOW }))).toEqual(['still held: lobby']);
    const late = inspected('applying', { giveUpAt: NOW }, { worked: new Date(NOW.getTime() + 1) });
    expect(inWords(late)).toContain('the agent need not look at the files of lobby any more');
    expect(moveIn(late)).toMatchObject({
      to: 'refused',
      reason: 'the agent of ovh did not say within 120 s what the files hold; nothing was changed',
    });
    const { giveUpAt: _, ...forEver } = inspection('applying');
    expect(moveIn(answered('applying', { inspections: [forEver] }))).toBeUndefined();
  });

  it('that the server wrote anew are named in the audit', () => {
    const rewritten = { ...fit, rewritten: [FILE.path] };
    expect(inspected('applying', { found, fit: rewritten })).toContainEqual(
      expect.objectContaining({
        action: 'instance.files-rewritten',
        detail: expect.objectContaining({ byTheServer: [FILE.path], deployment: 'deployment' }),
      }),
    );
    expect(inWords(inspected('looking', { found, fit: rewritten }))).not.toContain(
      'audit: instance.files-rewritten lobby',
    );
  });

  it('that do not fit are refused with what can be done about it', () => {
    const refusal = { found, fit: { state: 'refused', reason: 'CMI was edited' } } as const;
    const reasonOf = (state: InstanceFacts['state'], made?: MadeOf) =>
      moveIn(inspected(state, refusal, made));
    expect(reasonOf('applying')).toMatchObject({
      reason: 'CMI was edited; nothing was changed; make a new plan',
    });
    expect(reasonOf('applying', { deployment: { kind: 'rollback' } })).toMatchObject({
      reason: expect.stringMatching(/^CMI was edited; nothing was changed; .*restore the backup/),
    });
    expect(reasonOf('rolling-back')).toMatchObject({
      reason: expect.stringMatching(/^CMI was edited; it was not taken back; .*restore the backup/),
    });
  });
});

describe('a way back on which nothing is to be written', () => {
  const found = { [FILE.path]: 'new' };
  const nothing = { found, fit: { state: 'fits', files: [], rewritten: [] } } as const;
  const back = (more: Partial<InstanceFacts>) =>
    moveIn(answered('rolling-back', { inspections: [inspection('rolling-back', nothing)], ...more }));
  const written = [order('applying', { state: 'applied' }, { fence: 1 })];

  it('needs no restart where the verdict was formed on these very files', () => {
    expect(back({ orders: written, judgedOn: found })).toMatchObject({ to: 'rolled-back' });
    expect(back({ orders: written, judgedOn: { [FILE.path]: 'other' } })).toMatchObject({
      to: 'restarting-back',
    });
    expect(back({ orders: written, judgedOn: { ...found, 'b.yml': null } })).toMatchObject({
      to: 'restarting-back',
    });
  });

  it('needs one where no verdict tells what the server has read', () => {
    expect(back({ orders: written })).toMatchObject({ to: 'restarting-back' });
  });

  it('needs none where the deployment neither wrote nor had anything read', () => {
    expect(back({})).toMatchObject({ to: 'rolled-back' });
    const restartedBy = { deploymentId: 'deployment', attempt: 1 };
    expect(back({ restartedBy })).toMatchObject({ to: 'restarting-back' });
  });
});
