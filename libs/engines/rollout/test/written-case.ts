import {
  DEPLOYMENT_STATES,
  INSTANCE_CHANGE_STATES,
  type DeploymentKind,
} from '@archivesmp/contracts/deployment-states';
import type {
  InstanceFacts,
  OtherDeployment,
  DeploymentSnapshot,
  WaitingFacts,
} from '../src/decide/snapshot.js';
import { EVENT_NAMES, EVENTS } from './every-event.js';
import { instance, leaseOf, NOW, snapshot } from './made-snapshot.js';

/** What a case says, and what is to follow from it. */
export interface WrittenCase {
  readonly given: DeploymentSnapshot;
  readonly then: readonly string[];
}

type Read<Kind> = (value: unknown, where: string) => Kind;
type Fields = Readonly<Record<string, Read<unknown>>>;

const KINDS: Readonly<Record<string, DeploymentKind>> = {
  change: 'apply',
  rollback: 'rollback',
  restart: 'restart',
  stop: 'stop',
  start: 'start',
};
const HOWS = {
  'at once': {},
  'with restarts later': { restartLater: true },
  'while servers are stopped': { whileStopped: true },
} as const;
const CLOSED = { effect: 'deny', days: ['mon'], from: '00:00', to: '24:00', zone: 'UTC' } as const;

const WAITING: Readonly<Record<string, WaitingFacts>> = {
  'a change that comes now': { deploymentId: 'next', kind: 'apply', state: 'queued', isCovered: false },
  'a restart that comes now': { deploymentId: 'next', kind: 'restart', state: 'queued', isCovered: false },
  'an older change that is judged soon': {
    ...{ deploymentId: 'next', kind: 'apply', state: 'flagged', fence: 1, isCovered: true },
  },
  'a newer change that is judged soon': {
    ...{ deploymentId: 'next', kind: 'apply', state: 'flagged', fence: 9, isCovered: true },
  },
};

const oneOf =
  <Value>(values: Readonly<Record<string, Value>>): Read<Value> =>
  (given, where) => {
    if (typeof given === 'string' && Object.hasOwn(values, given)) return values[given]!;
    throw new Error(`${where} is "${String(given)}"; it may be: ${Object.keys(values).join(', ')}`);
  };
const named = <Name extends string>(names: readonly Name[]): Read<Name> =>
  oneOf(Object.fromEntries(names.map((name) => [name, name])) as Record<string, Name>);
const text: Read<string> = (given, where) => {
  if (typeof given === 'string') return given;
  throw new Error(`${where} must be a text`);
};
const number: Read<number> = (given, where) => {
  if (typeof given === 'number') return given;
  throw new Error(`${where} must be a number`);
};
const yesOrNo: Read<boolean> = (given, where) => oneOf({ yes: true, no: false })(given, where);
const texts: Read<readonly string[]> = (given, where) => {
  if (!Array.isArray(given)) throw new Error(`${where} must be a list`);
  return given.map((one, index) => text(one, `line ${index + 1} of ${where}`));
};

/** Reads a map with these fields and no other; what is not there stays undefined. */
function fields<Of extends Fields>(
  given: unknown,
  of: Of,
  where: string,
): { readonly [Name in keyof Of]?: ReturnType<Of[Name]> } {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Error(`${where} must have fields: ${Object.keys(of).join(', ')}`);
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = of[name];
    if (field === undefined)
      throw new Error(`${where} has no field "${name}"; it has: ${Object.keys(of).join(', ')}`);
    read[name] = field(value, `${where}, ${name}`);
  }
  return read as { readonly [Name in keyof Of]?: ReturnType<Of[Name]> };
}

const INSTANCE = {
  is: named(INSTANCE_CHANGE_STATES),
  known: named(EVENT_NAMES),
  wave: number,
  host: text,
  reason: text,
  fence: number,
  'restarted by its plan': yesOrNo,
  'held by': oneOf({ us: leaseOf('ours'), others: leaseOf('others', 7), none: leaseOf('none') }),
  'on hold': text,
  gone: yesOrNo,
  'rolled back before': yesOrNo,
  'restart asked for': yesOrNo,
  'restarted since': yesOrNo,
  'nothing was to be written': oneOf({
    'it was restarted': 'restart',
    'it was left alone': 'left-alone',
  } as const),
  'waits for it': oneOf(WAITING),
} as const satisfies Fields;

const GIVEN = {
  a: oneOf(KINDS),
  is: named(DEPLOYMENT_STATES),
  how: oneOf(HOWS),
  'at once per host': number,
  'change window': oneOf({ open: [], closed: [CLOSED] }),
  'takes another back': yesOrNo,
  instances: (given: unknown): unknown => given,
} as const satisfies Fields;

const CASE = { case: text, given: (given: unknown): unknown => given, then: texts } as const satisfies Fields;

/** Reads a case as it is written. @throws Error naming the place and what may stand there */
export function writtenCase(content: unknown): WrittenCase {
  const { given, then = [] } = fields(content, CASE, 'the case');
  const deployment = fields(given, GIVEN, 'given');
  if (typeof deployment.instances !== 'object' || deployment.instances === null)
    throw new Error('given, instances must name at least one instance');
  const lines = Object.entries(deployment.instances).map(([name, one]) => lineOf(name, one));
  const others = lines.flatMap(({ instanceId, host, waiting }) =>
    waiting.map((one) => otherOf(one, instanceId, host)),
  );
  const kind = deployment.a ?? 'apply';
  const perHost = deployment['at once per host'];
  return {
    given: snapshot(lines, {
      deployment: {
        kind,
        state: deployment.is ?? 'running',
        undoesAnother: deployment['takes another back'] ?? false,
      },
      options: { ...deployment.how, ...(perHost !== undefined && { perHost }) },
      windows: deployment['change window'] ?? [],
      others,
    }),
    then,
  };
}

/** An instance as `lobby: queued`, or with fields. */
function lineOf(name: string, given: unknown): InstanceFacts {
  const one = fields(typeof given === 'string' ? { is: given } : given, INSTANCE, `instance ${name}`);
  const { is: state = 'queued', known, wave, host, reason, fence } = one;
  const lease = one['held by'];
  const waiting = one['waits for it'];
  const asPlanned = one['nothing was to be written'];
  const restart = one['restarted by its plan'];
  return instance(state, {
    name,
    ...(known !== undefined && EVENTS[known](state)),
    ...(wave !== undefined && { wave }),
    ...(host !== undefined && { host }),
    ...(reason !== undefined && { reason }),
    ...(fence !== undefined && { fence }),
    ...(lease !== undefined && { lease }),
    ...(restart !== undefined && { restart }),
    ...(one['on hold'] !== undefined && { hold: one['on hold'] }),
    ...(one.gone === true && { isFound: false }),
    ...(one['rolled back before'] === true && { rejection: { rejectedAt: NOW } }),
    ...(one['restart asked for'] === true && { restartedBy: { deploymentId: 'deployment', attempt: 3 } }),
    ...(one['restarted since'] === true && { restartedSince: { deploymentId: 'other', attempt: 2 } }),
    ...(asPlanned !== undefined && { asPlanned }),
    ...(waiting !== undefined && { waiting: [waiting] }),
  });
}

const otherOf = (
  { deploymentId: id, kind }: WaitingFacts,
  instanceId: string,
  host: string,
): OtherDeployment => ({
  ...{ id, kind, state: 'running', undoesAnother: false },
  options: { perHost: 1, whileStopped: false, restartLater: false },
  instances: [{ instanceId, host, wave: 1, state: 'queued', restart: true }],
});
