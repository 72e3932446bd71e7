import { mayFollow } from '@archivesmp/contracts/deployment-states';
import { Problem, type ProblemCode } from '@archivesmp/contracts/problem';
import { In, type FindOptionsWhere, type QueryDeepPartialEntity } from 'typeorm';
import type { Sql } from './database.js';
import { tableOf, type EntityClass } from './stored-row.js';

/** One step of a state machine whose state is a column. */
export interface StateMove<Row extends { state: string }> {
  readonly entity: EntityClass<Row>;
  /** How the row is called in messages: `Deployment 4711`. */
  readonly what: string;
  readonly transitions: Readonly<Record<Row['state'], readonly string[]>>;
  /** Which row: its key. */
  readonly key: FindOptionsWhere<Row>;
  /** The state, or states, it must be in. */
  readonly from: Row['state'] | readonly Row['state'][];
  readonly to: Row['state'];
  /** Further columns to write; undefined leaves one as it is. */
  readonly set?: { readonly [Column in keyof Row]?: Row[Column] | undefined };
  /** The problem when the row is in another state; `resource.conflict` unless named. */
  readonly problem?: ProblemCode;
}

/**
 * Moves a row to another state if, and only if, it is in the state that the caller believes: of two that try at the same
 * moment one wins.
 * @throws Problem `resource.not-found`, or `move.problem` naming the state it is in instead.
 * @throws Error when the transition table does not know the step: a mistake in our program.
 */
export async function moveState<Row extends { state: string }>(
  sql: Sql,
  move: StateMove<Row>,
): Promise<void> {
  const from: readonly Row['state'][] = Array.isArray(move.from) ? move.from : [move.from];
  const unknown = from.find((state) => !mayFollow(move.transitions, state, move.to));
  if (unknown !== undefined) throw new Error(`${tableOf(move.entity)}: ${move.to} may not follow ${unknown}`);
  const rows = sql.repositoryOf(move.entity);
  const { affected } = await rows.update(
    { ...move.key, state: In(from) } as FindOptionsWhere<Row>,
    { ...move.set, state: move.to } as unknown as QueryDeepPartialEntity<Row>,
  );
  if (affected !== 0) return;
  const found = await rows.findOneBy(move.key);
  if (found === null) throw new Problem('resource.not-found', `There is no ${lowerFirst(move.what)}.`);
  throw new Problem(
    move.problem ?? 'resource.conflict',
    found.state === move.to
      ? `${move.what} is ${move.to} already.`
      : `${move.what} is ${found.state}; only one that is ${from.join(' or ')} can become ${move.to}.`,
  );
}

const lowerFirst = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);
