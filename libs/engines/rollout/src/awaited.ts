import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type { PowerAction } from '@archivesmp/contracts/order';
import type { OrderDirection } from '@archivesmp/contracts/order-facts';

/** What an instance in some state waits for. */
export type Awaited =
  /** The next step of its deployment. */
  | { readonly from: 'deployment' }
  /** Its agent: what the files hold, and then what became of the order. `fits`: where it goes on when they could be changed. */
  | { readonly from: 'agent'; readonly purpose: OrderDirection }
  | { readonly from: 'agent'; readonly purpose: 'before-stop'; readonly fits: InstanceChangeState }
  /** That something was done to the power of its server. `done`: where it ends on a way back. */
  | { readonly from: 'power'; readonly action: PowerAction; readonly isBack: false }
  | {
      readonly from: 'power';
      readonly action: PowerAction;
      readonly isBack: true;
      readonly done: InstanceChangeState;
    }
  /** Its verdict. */
  | { readonly from: 'judgement' }
  /** A restart that is asked for, or that another deployment shares. */
  | { readonly from: 'restart' }
  /** That a person accepts it, or takes it back. */
  | { readonly from: 'person' }
  /** Nothing more. */
  | { readonly from: 'nothing' };

const NOTHING = { from: 'nothing' } as const;

/** By state: what is asked, begun or received there follows from this table and from no list of states elsewhere. */
export const AWAITED = {
  queued: { from: 'deployment' },
  looking: { from: 'agent', purpose: 'before-stop', fits: 'stopping' },
  stopping: { from: 'power', action: 'stop', isBack: false },
  applying: { from: 'agent', purpose: 'forward' },
  'starting-again': { from: 'power', action: 'start', isBack: true, done: 'undone' },
  applied: { from: 'deployment' },
  flagged: { from: 'restart' },
  restarting: { from: 'power', action: 'restart', isBack: false },
  starting: { from: 'power', action: 'start', isBack: false },
  judging: { from: 'judgement' },
  inconclusive: { from: 'person' },
  'looking-back': { from: 'agent', purpose: 'before-stop', fits: 'stopping-back' },
  'stopping-back': { from: 'power', action: 'stop', isBack: true, done: 'rolling-back' },
  'rolling-back': { from: 'agent', purpose: 'back' },
  'restarting-back': { from: 'power', action: 'restart', isBack: true, done: 'rolled-back' },
  'starting-back': { from: 'power', action: 'start', isBack: true, done: 'rolled-back' },
  passed: NOTHING,
  refused: NOTHING,
  undone: NOTHING,
  skipped: NOTHING,
  'rolled-back': NOTHING,
  unwell: NOTHING,
  stuck: NOTHING,
} as const satisfies Record<InstanceChangeState, Awaited>;

/** What an instance in this state waits for. */
export const awaitedIn = (state: InstanceChangeState): Awaited => AWAITED[state];
