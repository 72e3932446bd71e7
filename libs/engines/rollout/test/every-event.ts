import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import { decide } from '../src/decide/decide.js';
import type { Effect } from '../src/decide/effect.js';
import type { InstanceFacts, OrderFacts } from '../src/decide/snapshot.js';
import {
  EARLIER,
  FENCE,
  FILE,
  inspection,
  instance,
  order,
  snapshot,
  step,
  type MadeOf,
} from './made-snapshot.js';

type FactsOf = (state: InstanceChangeState) => Partial<InstanceFacts>;

const FITS = { state: 'fits', rewritten: [] } as const;
const found = { [FILE.path]: 'old' };
const ended =
  (name: string, state: 'done' | 'failed'): FactsOf =>
  () => ({ steps: [step(name, state)] });
const judged =
  (verdict: 'pass' | 'fail' | 'inconclusive'): FactsOf =>
  () => ({
    steps: [step('verdict', 'done', { verdict, reason: `verdict ${verdict}` })],
  });
const shared =
  (name: string, state: 'done' | 'failed'): FactsOf =>
  () => ({
    restartedBy: { deploymentId: 'other', attempt: 2 },
    sharedRestart: step(name, state, { attempt: 2 }),
  });

/** Orders that came too late for their file, the first of them so long ago that it would not be waited for any more. */
const overtaken = (state: InstanceChangeState, times: number): OrderFacts[] =>
  Array.from({ length: times }, (_, index) =>
    order(
      state,
      { state: 'refused', code: 'base_moved', path: FILE.path },
      { fence: FENCE - times + 1 + index, giveUpAt: EARLIER },
    ),
  );

/** Everything that can become known of an instance, in a few words, and what then is in the snapshot. */
export const EVENTS = {
  'the agent wrote': (state) => ({ orders: [order(state, { state: 'applied' })] }),
  'the agent refused': (state) => ({ orders: [order(state, { state: 'refused', code: 'disk' })] }),
  'the agent took its change back': (state) => ({
    orders: [order(state, { state: 'undone', code: 'disk' })],
  }),
  'the agent could not finish': (state) => ({ orders: [order(state, { state: 'stuck', code: 'disk' })] }),
  'the order came too late': (state) => ({ orders: [order(state, { state: 'refused', code: 'expired' })] }),
  'its server overtook the order': (state) => ({ orders: overtaken(state, 1) }),
  'its server overtook five orders': (state) => ({ orders: overtaken(state, 5) }),
  'the agent never answered the order': (state) => ({
    orders: [order(state, undefined, { giveUpAt: EARLIER })],
  }),
  'the files fit': (state) => ({
    inspections: [inspection(state, { found, fit: { ...FITS, files: [FILE] } })],
  }),
  'nothing is to be written': (state) => ({
    inspections: [inspection(state, { found, fit: { ...FITS, files: [] } })],
    judgedOn: { [FILE.path]: 'another' },
    orders: [order('applying', { state: 'applied' }, { fence: 1 })],
  }),
  'nothing is to be written, and all is read': (state) => ({
    inspections: [inspection(state, { found, fit: { ...FITS, files: [] }, isRead: true })],
  }),
  'the files do not fit': (state) => ({
    inspections: [inspection(state, { found, fit: { state: 'refused', reason: 'it was edited' } })],
  }),
  'the agent does not look': (state) => ({ inspections: [inspection(state, { giveUpAt: EARLIER })] }),
  'the restart is done': ended('restart', 'done'),
  'the restart failed': ended('restart', 'failed'),
  'the stop is done': ended('stop', 'done'),
  'the stop failed': ended('stop', 'failed'),
  'the start is done': ended('start', 'done'),
  'the start failed': ended('start', 'failed'),
  'it runs already': () => ({ steps: [step('start', 'done', { foundRunning: true })] }),
  'it is well': judged('pass'),
  'it is not well': judged('fail'),
  'its verdict is unclear': judged('inconclusive'),
  'a shared restart is done': shared('restart', 'done'),
  'a shared start failed': shared('start', 'failed'),
} as const satisfies Record<string, FactsOf>;
export type EventName = keyof typeof EVENTS;
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];

/** What is decided about one instance in a state, alone or after an event. */
export function decidedOn(
  state: InstanceChangeState,
  event: EventName | undefined,
  made: MadeOf = {},
  more: Partial<InstanceFacts> = {},
): readonly Effect[] {
  const facts = event === undefined ? {} : EVENTS[event](state);
  return decide(snapshot([instance(state, { ...more, ...facts })], made));
}

/** The states that an instance goes through, in order. */
export const movesIn = (effects: readonly Effect[]): [InstanceChangeState, InstanceChangeState][] =>
  effects.flatMap((effect) =>
    effect.kind === 'move-instance'
      ? [[effect.from, effect.to] as [InstanceChangeState, InstanceChangeState]]
      : [],
  );
