import type {
  CauseKind,
  Decider,
  FindingKind,
  FindingState,
  FindingStatus,
  FindingVerdict,
  Severity,
} from '@archivesmp/contracts/vocabulary';
import { SEVERITIES } from '@archivesmp/contracts/vocabulary';
import { askedTogether } from '../database/asked-together.js';
import type { Sql } from '../database/database.js';
import { verdictCondition } from './finding-reviews.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import type { InstanceRow } from '../fleet/fleet.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** Which findings are meant. Lists are alternatives; what is left out does not limit; all named limits hold together. */
export interface FindingFilter {
  readonly hosts?: readonly string[];
  /** Names or ids. */
  readonly instances?: readonly string[];
  readonly plugins?: readonly string[];
  readonly files?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly kinds?: readonly FindingKind[];
  readonly statuses?: readonly FindingStatus[];
  readonly states?: readonly FindingState[];
  /** Which scope decided. */
  readonly deciders?: readonly Decider[];
  /** Why they came up. */
  readonly causes?: readonly CauseKind[];
  /** Not reviewed, or only before it changed, is `pending`. */
  readonly reviews?: readonly FindingVerdict[];
}

/** What differs now and may not: what pages, reports and metrics count unless the caller asks for something else. */
export const OPEN_DRIFT = {
  states: ['open', 'recurred'],
  statuses: ['drift'],
} as const satisfies FindingFilter;

/** Name and host of every instance that is not gone, by id. */
export type PresentInstances = ReadonlyMap<string, { readonly name: string; readonly host: string }>;

/** Who is there, and whether any instance is gone. */
interface Presence {
  readonly present: PresentInstances;
  readonly anyGone: boolean;
}

const questions = new WeakMap<Sql, () => Promise<Presence>>();

/** A few hundred rows at most, so names are joined in memory and the findings query stays on one table. */
export function presentInstances(sql: Sql): Promise<Presence> {
  const ask = questions.get(sql) ?? askedTogether(() => readPresence(sql));
  questions.set(sql, ask);
  return ask();
}

async function readPresence(sql: Sql): Promise<Presence> {
  const rows = await sql.selectRows<StoredRow<InstanceRow, 'id' | 'name' | 'host' | 'gone_at'>>(
    'SELECT id, name, host, gone_at FROM instances',
  );
  const present = new Map(
    rows.filter((row) => row.gone_at === null).map(({ id, name, host }) => [id, { name, host }]),
  );
  return { present, anyGone: present.size < rows.length };
}

/** Text for a WHERE with its parameters; the text holds columns of ours only, never input. */
export interface Condition {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** The WHERE of a filter; undefined when it names instances or hosts of which none is there. */
export function conditionOf(
  filter: FindingFilter,
  present: PresentInstances,
  anyGone: boolean,
): Condition | undefined {
  const texts: string[] = [];
  const parameters: unknown[] = [];
  const among = (column: string, values: readonly unknown[] | undefined) => {
    if (values === undefined || values.length === 0) return;
    texts.push(`${column} IN (?)`);
    parameters.push(values);
  };
  const open = opennessOf(filter.states);
  if (open !== undefined) {
    texts.push('is_open = ?');
    parameters.push(open ? 1 : 0);
  }
  if (anyGone || filter.hosts?.length || filter.instances?.length) {
    const ids = chosenInstances(filter, present);
    if (ids.length === 0) return undefined;
    among('instance_id', ids);
  }
  among('plugin', filter.plugins);
  among('file', filter.files);
  among(
    'severity_rank',
    filter.severities?.map((severity) => SEVERITIES.indexOf(severity)),
  );
  among('kind', filter.kinds);
  among('status', filter.statuses);
  among('decided_scope', filter.deciders);
  among('cause', filter.causes);
  // "open and recurred" is what is_open says already; naming it again would keep the index from being enough.
  if (!(open === true && filter.states?.length === 2)) among('state', filter.states);
  if (filter.reviews?.length) {
    const reviewed = verdictCondition(filter.reviews);
    texts.push(reviewed.text);
    parameters.push(...reviewed.parameters);
  }
  return { text: texts.length === 0 ? 'TRUE' : texts.join(' AND '), parameters };
}

/** true or false when all states asked for are open, or all are resolved; undefined when mixed or unnamed. */
function opennessOf(states: readonly FindingState[] | undefined): boolean | undefined {
  if (states === undefined || states.length === 0) return undefined;
  const resolved = states.includes('resolved');
  if (!resolved) return true;
  return states.every((state) => state === 'resolved') ? false : undefined;
}

function chosenInstances(filter: FindingFilter, present: PresentInstances): string[] {
  const hosts = filter.hosts?.length ? new Set(filter.hosts) : undefined;
  const names = filter.instances?.length
    ? new Set(filter.instances.map((name) => (isUuid(name) ? name.toLowerCase() : name)))
    : undefined;
  return [...present]
    .filter(([, instance]) => hosts === undefined || hosts.has(instance.host))
    .filter(
      ([id, instance]) =>
        names === undefined ||
        names.has(id) ||
        // The id comes first, also before an instance that is called like it
        (names.has(instance.name) && !present.has(instance.name)) ||
        names.has(`${instance.name}@${instance.host}`),
    )
    .map(([id]) => id);
}
