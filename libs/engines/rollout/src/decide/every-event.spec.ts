import {
  changesFiles,
  DEPLOYMENT_KINDS,
  INSTANCE_CHANGE_STATES,
  INSTANCE_CHANGE_TRANSITIONS,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import { describe, expect, it } from 'vitest';
import { decidedOn, EVENT_NAMES, movesIn, type EventName } from '../../test/every-event.js';
import { FENCE, leaseOf, type MadeOf } from '../../test/made-snapshot.js';
import type { InstanceFacts, OtherDeployment } from './snapshot.js';

/*
 * Every event in every state. A row says: in this state, after this event, the instance is moved so, one state after the other. What a
 * table does not name changes nothing. `by itself` is what is done where nothing new became known.
 */
type Rows = Readonly<Record<string, string>>;
const table = (text: string): Rows =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()))
      .map(([state, event, moves]) => [`${state} | ${event}`, moves!]),
  );

const WAY_BACK = `
  rolling-back    | the agent refused                         | stuck
  rolling-back    | its server overtook five orders           | stuck
  rolling-back    | the agent took its change back            | stuck
  rolling-back    | the agent could not finish                | stuck
  rolling-back    | the agent never answered the order        | stuck
  rolling-back    | nothing is to be written, and all is read | rolled-back
  rolling-back    | the files do not fit                      | stuck
  rolling-back    | the agent does not look                   | stuck
`.trim();

/** A restart or start that was asked for is the one after which every change that waits is judged, and so is itself. */
const ASKED: Partial<InstanceFacts> = { restartedBy: { deploymentId: 'deployment', attempt: FENCE } };

interface EventTable {
  readonly made: MadeOf;
  /** What is always so of the instance. */
  readonly line?: Partial<InstanceFacts>;
  readonly rows: Rows;
}

const TABLES: Readonly<Record<string, EventTable>> = {
  'a change': {
    made: {},
    rows: table(`
  queued          | by itself                                 | applying
  applying        | the agent wrote                           | applied > restarting
  applying        | the agent refused                         | refused
  applying        | its server overtook five orders           | refused
  applying        | the agent took its change back            | undone
  applying        | the agent could not finish                | stuck
  applying        | the agent never answered the order        | stuck
  applying        | nothing is to be written                  | applied > restarting
  applying        | nothing is to be written, and all is read | applied > judging
  applying        | the files do not fit                      | refused
  applying        | the agent does not look                   | refused
  applied         | by itself                                 | restarting
  restarting      | the restart is done                       | judging
  restarting      | the restart failed                        | rolling-back
  flagged         | by itself                                 | restarting
  flagged         | a shared restart is done                  | judging
  flagged         | a shared start failed                     | rolling-back
  judging         | it is well                                | passed
  judging         | it is not well                            | rolling-back
  judging         | its verdict is unclear                    | inconclusive
  rolling-back    | the agent wrote                           | restarting-back
  rolling-back    | nothing is to be written                  | restarting-back
  ${WAY_BACK}
  restarting-back | the restart is done                       | rolled-back
  restarting-back | the restart failed                        | unwell
`),
  },
  'a change while its server is stopped': {
    made: { options: { whileStopped: true } },
    rows: table(`
  queued          | by itself                                 | looking
  looking         | the agent wrote                           | applied > starting
  looking         | the agent refused                         | refused
  looking         | its server overtook five orders           | refused
  looking         | the files fit                             | stopping
  looking         | nothing is to be written                  | stopping
  looking         | nothing is to be written, and all is read | applied > judging
  looking         | the files do not fit                      | refused
  looking         | the agent does not look                   | refused
  stopping        | the stop is done                          | applying
  stopping        | the stop failed                           | starting-again
  starting-again  | the start is done                         | undone
  starting-again  | it runs already                           | undone
  starting-again  | the start failed                          | unwell
  applying        | the agent wrote                           | applied > starting
  applying        | the agent refused                         | starting-again
  applying        | its server overtook five orders           | starting-again
  applying        | the agent took its change back            | starting-again
  applying        | the agent could not finish                | stuck
  applying        | the agent never answered the order        | stuck
  applying        | nothing is to be written                  | applied > starting
  applying        | nothing is to be written, and all is read | applied > judging
  applying        | the files do not fit                      | starting-again
  applying        | the agent does not look                   | starting-again
  applied         | by itself                                 | starting
  starting        | the start is done                         | judging
  starting        | it runs already                           | judging
  starting        | the start failed                          | looking-back
  judging         | it is well                                | passed
  judging         | it is not well                            | looking-back
  judging         | its verdict is unclear                    | inconclusive
  looking-back    | the agent refused                         | stuck
  looking-back    | its server overtook five orders           | stuck
  looking-back    | the files fit                             | stopping-back
  looking-back    | nothing is to be written                  | stopping-back
  looking-back    | nothing is to be written, and all is read | stopping-back
  looking-back    | the files do not fit                      | stuck
  looking-back    | the agent does not look                   | stuck
  stopping-back   | the stop is done                          | rolling-back
  stopping-back   | the stop failed                           | stuck
  rolling-back    | the agent wrote                           | starting-back
  rolling-back    | nothing is to be written                  | starting-back
  ${WAY_BACK}
  starting-back   | the start is done                         | rolled-back
  starting-back   | it runs already                           | rolled-back
  starting-back   | the start failed                          | unwell
`),
  },
  'a rollback': {
    made: { deployment: { kind: 'rollback' } },
    rows: table(`
  queued          | by itself                                 | applying
  applying        | the agent wrote                           | applied > restarting
  applying        | the agent refused                         | refused
  applying        | its server overtook five orders           | refused
  applying        | the agent took its change back            | undone
  applying        | the agent could not finish                | stuck
  applying        | the agent never answered the order        | stuck
  applying        | nothing is to be written                  | applied > restarting
  applying        | nothing is to be written, and all is read | applied > judging
  applying        | the files do not fit                      | refused
  applying        | the agent does not look                   | refused
  applied         | by itself                                 | restarting
  restarting      | the restart is done                       | judging
  restarting      | the restart failed                        | unwell
  flagged         | by itself                                 | restarting
  flagged         | a shared restart is done                  | judging
  flagged         | a shared start failed                     | unwell
  judging         | it is well                                | passed
  judging         | it is not well                            | unwell
  judging         | its verdict is unclear                    | inconclusive
`),
  },
  'a restart': {
    made: { deployment: { kind: 'restart' } },
    line: ASKED,
    rows: table(`
  queued          | by itself                                 | restarting
  restarting      | the restart is done                       | judging
  restarting      | the restart failed                        | unwell
  flagged         | a shared restart is done                  | judging
  flagged         | a shared start failed                     | unwell
  judging         | it is well                                | passed
  judging         | it is not well                            | unwell
  judging         | its verdict is unclear                    | inconclusive
`),
  },
  'a stop': {
    made: { deployment: { kind: 'stop' } },
    rows: table(`
  queued          | by itself                                 | stopping
  stopping        | the stop is done                          | judging
  stopping        | the stop failed                           | stuck
  judging         | it is well                                | passed
  judging         | it is not well                            | stuck
  judging         | its verdict is unclear                    | inconclusive
`),
  },
  'a start': {
    made: { deployment: { kind: 'start' } },
    line: ASKED,
    rows: table(`
  queued          | by itself                                 | starting
  starting        | the start is done                         | judging
  starting        | it runs already                           | judging
  starting        | the start failed                          | unwell
  flagged         | a shared restart is done                  | judging
  flagged         | a shared start failed                     | unwell
  judging         | it is well                                | passed
  judging         | it is not well                            | unwell
  judging         | its verdict is unclear                    | inconclusive
`),
  },
};

const EVENTS_AND_NONE: readonly (EventName | undefined)[] = [undefined, ...EVENT_NAMES];

describe.each(Object.entries(TABLES))('%s', (_, { made, line, rows }) => {
  const covered = new Set(Object.keys(rows).map((row) => row.split(' | ')[0]!));
  const states = INSTANCE_CHANGE_STATES.filter((state) => covered.has(state));

  it.each(states)('that is %s goes on as its table says, whatever becomes known', (state) => {
    const decided = EVENTS_AND_NONE.map((event) => [
      event ?? 'by itself',
      movesIn(decidedOn(state, event, made, line))
        .map(([, to]) => to)
        .join(' > '),
    ]);
    const alone = rows[`${state} | by itself`] ?? '';
    const decisions = EVENTS_AND_NONE.map((event = undefined) => [
      event ?? 'by itself',
      rows[`${state} | ${event ?? 'by itself'}`] ?? alone,
    ]);
    expect(decided).toEqual(decisions);
  });

  it('rests in every state that its table does not name', () => {
    const rests = statesFrom(made, line).filter((state) => !covered.has(state));
    for (const state of rests)
      for (const event of EVENTS_AND_NONE) expect(movesIn(decidedOn(state, event, made, line))).toEqual([]);
  });
});

/** What else may be so of an instance. */
const CIRCUMSTANCES: readonly Partial<InstanceFacts>[] = [
  {},
  { lease: leaseOf('others', 9) },
  { hold: 'event tonight' },
  { restartedSince: { deploymentId: 'other', attempt: 2 } },
  { waiting: [{ deploymentId: 'other', kind: 'apply', state: 'flagged', fence: 9, isCovered: true }] },
  { waiting: [{ deploymentId: 'next', kind: 'apply', state: 'queued', isCovered: false }] },
];

/** Another change that comes now and restarts the instance. */
const NEXT: OtherDeployment = {
  ...{ id: 'next', kind: 'apply', state: 'running', undoesAnother: false },
  options: { perHost: 1, whileStopped: false, restartLater: false },
  instances: [{ instanceId: 'lobby', host: 'ovh', wave: 1, state: 'queued', restart: true }],
};

/** Every move that is made from the states to which a deployment comes, beginning with `queued`. */
function movesFrom(made: MadeOf, line: Partial<InstanceFacts> = {}): Set<string> {
  const moves = new Set<string>();
  const known = new Set<InstanceChangeState>(['queued']);
  for (const state of known)
    for (const event of EVENTS_AND_NONE)
      for (const more of CIRCUMSTANCES)
        for (const is of ['running', 'stopping'] as const) {
          const deployment = { ...made.deployment, state: is };
          for (const [from, to] of movesIn(
            decidedOn(state, event, { ...made, deployment, others: [NEXT] }, { ...line, ...more }),
          )) {
            moves.add(`${from} > ${to}`);
            known.add(to);
          }
        }
  return moves;
}

const statesFrom = (made: MadeOf, line?: Partial<InstanceFacts>): InstanceChangeState[] => [
  ...new Set([...movesFrom(made, line)].map((move) => move.split(' > ')[1] as InstanceChangeState)),
];

const NOT_DECIDED = [
  // people accept what is not clear
  'inconclusive > passed',
  // what is stuck is not taken back so far
  'stuck > rolling-back',
  'stuck > looking-back',
  // what waits for a restart has no lease, so that it cannot be claimed by others
  'flagged > stuck',
];

it('every row of the table is taken by some deployment, and no other', () => {
  const decided = new Set<string>(NOT_DECIDED);
  for (const kind of DEPLOYMENT_KINDS)
    for (const options of [{}, { whileStopped: true }, { restartLater: true }])
      for (const restart of [true, false]) {
        const line = changesFiles(kind) ? { restart } : ASKED;
        for (const move of movesFrom({ deployment: { kind }, options }, line)) decided.add(move);
      }
  const rows = Object.entries(INSTANCE_CHANGE_TRANSITIONS).flatMap(([from, all]) =>
    all.map((to) => `${from} > ${to}`),
  );
  expect([...decided].sort()).toEqual(rows.sort());
});
