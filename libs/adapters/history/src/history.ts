import { Problem } from '@archivesmp/contracts/problem';
import { accessStores, type AccessStores } from './access/stores.js';
import { accountStores, type AccountStores } from './account/stores.js';
import { auditStores, type AuditStores } from './audit/stores.js';
import { backupStores, type BackupStores } from './backup/stores.js';
import { baselineStores, type BaselineStores } from './baseline/stores.js';
import { clockStores, type ClockStores } from './clock/stores.js';
import { deploymentStores, type DeploymentStores } from './deployment/stores.js';
import { fileStores, type FileStores } from './file/stores.js';
import { findingStores, type FindingStores } from './finding/stores.js';
import { fleetStores, type FleetStores } from './fleet/stores.js';
import { holdStores, type HoldStores } from './hold/stores.js';
import { idempotencyStores, type IdempotencyStores } from './idempotency/stores.js';
import { operationStores, type OperationStores } from './operation/stores.js';
import { outboxStores, type OutboxStores } from './outbox/stores.js';
import { planStores, type PlanStores } from './plan/stores.js';
import { retentionStores, type RetentionStores } from './retention/stores.js';
import { scanStores, type ScanStores } from './scan/stores.js';
import { settingsStores, type SettingsStores } from './settings/stores.js';
import { historyDataSource } from './data-source.js';
import { boundTransactions } from './database/bounded-transactions.js';
import { asProblem, Database, type Sql } from './database/database.js';
import type { HistorySettings } from './database/history-settings.js';

/** More than a page, so that a full disk is noticed. */
const PROBE_BYTES = 64 * 1_024;

/** Every store, by subject. Who needs those of one subject takes its type, `PlanStores`, and no more. */
export type Stores = AccessStores &
  AccountStores &
  AuditStores &
  BackupStores &
  BaselineStores &
  ClockStores &
  DeploymentStores &
  FileStores &
  FindingStores &
  FleetStores &
  HoldStores &
  IdempotencyStores &
  OperationStores &
  OutboxStores &
  PlanStores &
  RetentionStores &
  ScanStores &
  SettingsStores;

/** Writes that belong together. */
export interface Transactions {
  /**
   * Several writes that belong together: give `sql` to each of them. Repeated when it loses a deadlock, so `work` must have
   * no effect outside of it.
   */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
}

const storesOn = (database: Database): Stores => ({
  ...accessStores(database),
  ...accountStores(database),
  ...auditStores(database),
  ...backupStores(database),
  ...baselineStores(database),
  ...clockStores(database),
  ...deploymentStores(database),
  ...fileStores(database),
  ...findingStores(database),
  ...fleetStores(database),
  ...holdStores(database),
  ...idempotencyStores(database),
  ...operationStores(database),
  ...outboxStores(database),
  ...planStores(database),
  ...retentionStores(database),
  ...scanStores(database),
  ...settingsStores(database),
});

/** A class of which each store is a property: what is injected is found by its class. */
const StoresOf = class {
  constructor(database: Database) {
    Object.assign(this, storesOn(database));
  }
} as new (database: Database) => Stores;

/** Everything that is remembered. One per process. */
export class History extends StoresOf implements Transactions {
  private readonly database: Database;

  constructor(database: Database) {
    super(database);
    this.database = database;
  }

  async transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return this.database.transaction(work);
  }

  /**
   * Writes something, because a database that only reads is of no use to us; for /health/ready.
   * @throws Problem `database.unavailable`, `database.not-writable`, `database.busy`
   */
  async ping(): Promise<void> {
    await this.database.execute('REPLACE INTO write_probe (id, filler) VALUES (1, REPEAT(?, ?))', [
      String.fromCharCode(97 + Math.floor(Math.random() * 26)),
      PROBE_BYTES,
    ]);
  }

  async close(): Promise<void> {
    await this.database.source.destroy();
  }
}

/**
 * Connects to MariaDB. The schema must be there already: `migrate` comes first.
 * @throws Problem `database.unavailable`.
 */
export async function openHistory(settings: HistorySettings): Promise<History> {
  const source = historyDataSource(settings);
  try {
    await source.initialize();
    await boundTransactions(source);
  } catch (error) {
    const problem = asProblem(error);
    throw problem instanceof Problem
      ? problem
      : new Problem('database.unavailable', 'MariaDB refused the connection.', { cause: error });
  }
  return new History(new Database(source));
}
