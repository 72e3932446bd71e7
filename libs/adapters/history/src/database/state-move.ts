import { mayFollow } from '@archivesmp/contracts/deployment-states';
import { Problem, type ProblemCode } from '@archivesmp/contracts/problem';
import type { Sql } from './database.js';

/** One step of a state machine whose state is a column. Names of tables and columns come from our own code only. */
export interface StateMove<State extends string> {
  readonly table: string;
  /** How the row is called in messages: `Deployment 4711`. */
  readonly what: string;
  readonly transitions: Readonly<Record<State, readonly string[]>>;
  /** Which row: columns and their values. */
  readonly key: Readonly<Record<string, string>>;
  /** The state, or states, it must be in. */
  readonly from: State | readonly State[];
  readonly to: State;
  /** Further columns to write; undefined leaves one as it is. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Further conditions that must hold, as SQL. */
  readonly only?: { readonly text: string; readonly parameters: readonly unknown[] };
  /** The problem when the row is in another state; `resource.conflict` unless named. */
  readonly problem?: ProblemCode;
}

/**
 * Moves a row to another state if, and only if, it is in the state that the caller believes: of two that try at the same
 * moment one wins.
 * @throws Problem `resource.not-found`, or `move.problem` naming the state it is in instead.
 * @throws Error when the transition table does not know the step: a mistake in our program.
 */
export async function moveState<State extends string>(sql: Sql, move: StateMove<State>): Promise<void> {
  const from = typeof move.from === 'string' ? [move.from] : move.from;
  const unknown = from.find((state) => !mayFollow(move.transitions, state, move.to));
  if (unknown !== undefined) throw new Error(`${move.table}: ${move.to} may not follow ${unknown}`);
  const set = Object.entries(move.set ?? {}).filter(([, value]) => value !== undefined);
  const row = Object.keys(move.key)
    .map((column) => `${column} = ?`)
    .join(' AND ');
  const touched = await sql.run(
    `UPDATE ${move.table} SET state = ?${set.map(([column]) => `, ${column} = ?`).join('')}
      WHERE ${row} AND state IN (?)${move.only === undefined ? '' : ` AND ${move.only.text}`}`,
    [
      move.to,
      ...set.map(([, value]) => value),
      ...Object.values(move.key),
      from,
      ...(move.only?.parameters ?? []),
    ],
  );
  if (touched > 0) return;
  const [found] = await sql.rows<{ state: string }>(
    `SELECT state FROM ${move.table} WHERE ${row}`,
    Object.values(move.key),
  );
  if (found === undefined) throw new Problem('resource.not-found', `There is no ${lowerFirst(move.what)}.`);
  throw new Problem(
    move.problem ?? 'resource.conflict',
    found.state === move.to
      ? `${move.what} is ${move.to} already.`
      : `${move.what} is ${found.state}; only one that is ${from.join(' or ')} can become ${move.to}.`,
  );
}

const lowerFirst = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);
