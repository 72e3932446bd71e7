import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '@archivesmp/contracts/problem';
import type { DataSource, EntityManager, QueryRunner, Repository } from 'typeorm';
import { databaseSettingsRemedy } from './settings-refusal.js';
import type { EntityClass } from './stored-row.js';

/** What stores talk to: the pool, or one open transaction. */
export interface Sql {
  /** The rows of an entity, typed by it: for ordinary reads and writes. */
  repositoryOf<Row extends object>(entity: EntityClass<Row>): Repository<Row>;
  /** Rows of a SELECT of our own; parameters go into `?`. bigint, COUNT and SUM arrive as text. */
  selectRows<Row>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Number of rows that an INSERT, UPDATE or DELETE touched. */
  execute(statement: string, parameters?: readonly unknown[]): Promise<number>;
}

interface MariaError {
  readonly code?: string;
  readonly errno?: number;
}

const DEADLOCK = 1213;
const LOCK_WAIT_TIMEOUT = 1205;
const DUPLICATE = 1062;
/** A transaction that lost a deadlock is tried this often; each waits a little longer, and not in step. */
const ATTEMPTS = 6;
/** One that waited in vain for a lock is tried once more: together they take no longer than people wait. */
const LOCK_ATTEMPTS = 2;

/** What MariaDB says when it takes no writes, and what that means. */
const NOT_WRITABLE: ReadonlyMap<number, string> = new Map([
  [1290, 'MariaDB is set to read only (read_only)'],
  [1792, 'MariaDB is set to read only (transaction_read_only)'],
  [1836, 'MariaDB is set to read only (innodb_read_only)'],
  [1021, 'the disk of MariaDB is full'],
  [1114, 'the disk of MariaDB is full, or a table has reached its limit'],
  [1030, 'the disk of MariaDB refuses to be written'],
  [3, 'the disk of MariaDB refuses to be written'],
]);
const TOO_MANY: ReadonlySet<number> = new Set([1040, 1203, 1226]);
/** MariaDB closes the connection of a named lock, and so frees it, when its process stood still for so long. */
const IDLE_LOCK_SECONDS = 60;

const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'POOL_CLOSED',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
]);
/** Codes of a way that leads nowhere, and not of a server that is unavailable for a while. */
const NOWHERE = new Set(['ENOTFOUND', 'EHOSTUNREACH', 'ECONNREFUSED']);

const errnoOf = (error: unknown) => (error as MariaError | null)?.errno;
const codeOf = (error: unknown) => (error as MariaError | null)?.code;

/** true when the row already exists under a unique key. */
export const isDuplicate = (error: unknown): boolean => errnoOf(error) === DUPLICATE;

/** How often work is tried that lost against others; 0 = it did not. */
function attemptsAfter(error: unknown): number {
  const errno = errnoOf(error) ?? errnoOf((error as Error | null)?.cause);
  if (errno === DEADLOCK) return ATTEMPTS;
  return errno === LOCK_WAIT_TIMEOUT ? LOCK_ATTEMPTS : 0;
}

/** Turns what operators can act on (unavailable, full, read only, busy) into the Problem that they know; anything else passes unchanged. */
export function asProblem(error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof Problem) return error;
  const errno = errnoOf(error) ?? 0;
  const remedy = databaseSettingsRemedy(error);
  if (remedy !== undefined)
    return new Problem('database.unavailable', `MariaDB does not let us work: ${remedy}.`, { cause: error });
  const refusal = NOT_WRITABLE.get(errno);
  if (refusal !== undefined)
    return new Problem('database.not-writable', `Nothing can be recorded: ${refusal}.`, { cause: error });
  if (TOO_MANY.has(errno))
    return new Problem(
      'database.unavailable',
      'MariaDB has too many connections; raise max_connections there, or end what holds them.',
      { cause: error },
    );
  if (errno === LOCK_WAIT_TIMEOUT)
    return new Problem(
      'database.busy',
      'Another transaction held the rows that this one needs for too long.',
      {
        cause: error,
      },
    );
  const closed =
    error instanceof Error && /connection is in closed state|Pool is closed/i.test(error.message);
  if ((code === undefined || !UNAVAILABLE_CODES.has(code)) && !closed) return error;
  const where = NOWHERE.has(code ?? '') ? '; is it running at mariadb.host, mariadb.port?' : '.';
  return new Problem(
    'database.unavailable',
    `MariaDB did not answer (${code ?? 'connection closed'})${where}`,
    { cause: error },
  );
}

function sqlOf(target: DataSource | EntityManager): Sql {
  return {
    repositoryOf: (entity) => target.getRepository(entity),
    selectRows: async <Row>(statement: string, parameters: readonly unknown[] = []) =>
      (await target.query(statement, [...parameters])) as Row[],
    execute: async (statement, parameters = []) =>
      ((await target.query(statement, [...parameters])) as { affectedRows: number }).affectedRows,
  };
}

/** Failures of MariaDB that operators can act on reach every caller, repositories too, as a Problem. */
function translateErrors(source: DataSource): void {
  const create = source.createQueryRunner.bind(source);
  source.createQueryRunner = (mode): QueryRunner => {
    const runner = create(mode);
    const query = runner.query.bind(runner) as (...given: unknown[]) => Promise<unknown>;
    runner.query = async (...given: unknown[]) => {
      try {
        return (await query(...given)) as never;
      } catch (error) {
        throw asProblem(error);
      }
    };
    return runner;
  };
}

/** The pool, with transactions that survive deadlocks. Every method throws Problem `database.unavailable` when MariaDB is unavailable. */
export class Database implements Sql {
  private readonly pool: Sql;
  private readonly queues = new Map<string, Promise<void>>();

  constructor(readonly source: DataSource) {
    translateErrors(source);
    this.pool = sqlOf(source);
  }

  repositoryOf<Row extends object>(entity: EntityClass<Row>): Repository<Row> {
    return this.pool.repositoryOf(entity);
  }

  async selectRows<Row>(statement: string, parameters?: readonly unknown[]): Promise<Row[]> {
    return this.translated(() => this.pool.selectRows<Row>(statement, parameters));
  }

  async execute(statement: string, parameters?: readonly unknown[]): Promise<number> {
    return this.translated(() => this.pool.execute(statement, parameters));
  }

  /**
   * Runs `work` in one transaction (READ COMMITTED). When it loses a deadlock or waits too long for a lock it is rolled
   * back and run again, so `work` must have no effects outside the transaction.
   * @throws Problem `database.busy` when another transaction holds a row for longer than people wait
   */
  async transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.translated(() =>
          this.source.transaction('READ COMMITTED', (manager) => work(sqlOf(manager))),
        );
      } catch (error) {
        if (attempt >= attemptsAfter(error)) throw error;
        await pause(attempt * 20 * (0.5 + Math.random()));
      }
    }
  }

  /** Runs `work` in the caller's transaction when there is one, else in one of its own. */
  async inTransaction<Result>(sql: Sql | undefined, work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return sql === undefined ? this.transaction(work) : work(sql);
  }

  /**
   * Runs `work` while no other process of this product runs work under the same name, outside of any transaction; within one
   * process they run one after the other. A process that stands still longer than a minute loses the lock, so `work` must be safe on its own.
   * @returns `got` false when the others took longer than `waitSeconds`, and then `work` did not run
   */
  async runExclusively<Result>(
    name: string,
    waitSeconds: number,
    work: () => Promise<Result>,
  ): Promise<{ readonly got: true; readonly result: Result } | { readonly got: false }> {
    const before = this.queues.get(name) ?? Promise.resolve();
    // Every caller that waits for a named lock holds a connection, and the one that has it needs others
    const mine = before.then(() => this.withNamedLock(name, waitSeconds, work));
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.queues.set(name, settled);
    return this.translated(() => mine);
  }

  private async withNamedLock<Result>(
    name: string,
    waitSeconds: number,
    work: () => Promise<Result>,
  ): Promise<{ readonly got: true; readonly result: Result } | { readonly got: false }> {
    const lockConnection = this.source.createQueryRunner();
    const lock = `${name}:${String(this.source.options.database)}`.slice(0, 64);
    try {
      await lockConnection.query(`SET SESSION wait_timeout = ${IDLE_LOCK_SECONDS}`);
      const [row] = (await lockConnection.query('SELECT GET_LOCK(?, ?) AS got', [lock, waitSeconds])) as {
        got: number | string | null;
      }[];
      if (Number(row?.got) !== 1) return { got: false };
      try {
        return { got: true, result: await work() };
      } finally {
        // A connection that broke has lost its lock anyway, and what the work came to is what counts
        await lockConnection.query('SELECT RELEASE_LOCK(?)', [lock]).catch(() => undefined);
      }
    } finally {
      await lockConnection.query('SET SESSION wait_timeout = DEFAULT').catch(() => undefined);
      await lockConnection.release();
    }
  }

  private async translated<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw asProblem(error);
    }
  }
}
