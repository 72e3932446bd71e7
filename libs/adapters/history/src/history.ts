import { Problem } from '@archivesmp/contracts/problem';
import { ApiTokens } from './access/api-tokens.js';
import { Audit } from './audit/audit.js';
import { ChangeableSettings } from './settings/changeable-settings.js';
import { FileReadingReads } from './file/file-readings.js';
import { CauseRecord } from './finding/cause-record.read-model.js';
import { WrittenSinceLook } from './finding/written-since-look.read-model.js';
import { ConfigFileReads } from './file/config-file.read-model.js';
import { historyDataSource } from './data-source.js';
import { AgentOrders } from './deployment/agent-orders.js';
import { BackupCoverage } from './backup/backup-coverage.read-model.js';
import { BackupOperations } from './backup/backup-operations.js';
import { BackupReads } from './backup/backup.read-model.js';
import { Backups } from './backup/backups.js';
import { BaselineChanges } from './baseline/baseline-changes.js';
import { DeploymentInstances } from './deployment/deployment-instances.js';
import { DeploymentReads } from './deployment/deployment.read-model.js';
import { DeploymentSteps } from './deployment/deployment-steps.js';
import { Deployments } from './deployment/deployments.js';
import { Holds } from './guard/holds.js';
import { IdempotencyKeys } from './idempotency/idempotency-keys.js';
import { Inspections } from './deployment/inspections.js';
import { InstanceLeases } from './guard/instance-leases.js';
import { PlanApprovals } from './plan/plan-approvals.js';
import { Plans } from './plan/plans.js';
import { RestartFlags } from './guard/restart-flags.js';
import { LocalActions } from './guard/local-actions.js';
import { SharedRestarts } from './deployment/shared-restarts.js';
import { asProblem, Database, type Sql } from './database/database.js';
import { FleetDiscovery } from './fleet/discovery.js';
import { FindingReviews } from './finding/finding-reviews.js';
import { FindingGroupReads } from './finding/finding-group.read-model.js';
import { FindingReads } from './finding/finding.read-model.js';
import { FleetReads } from './fleet/fleet.read-model.js';
import type { HistorySettings } from './database/history-settings.js';
import { AuditCut } from './audit/audit-cut.js';
import { ContentNeeds } from './retention/content-needs.js';
import { DepartingContents } from './retention/departing-contents.js';
import { RetainedRecords } from './retention/retained-records.js';
import { Heartbeats } from './fleet/heartbeats.js';
import { HostAccesses } from './access/host-access.js';
import { InstanceClaims } from './fleet/instance-claims.js';
import { InstanceHealth } from './fleet/instance-health.js';
import { Operations } from './operation/operations.js';
import { Outbox } from './outbox/outbox.js';
import { OutlierReads } from './finding/outlier.read-model.js';
import { ScanDeadlines } from './scan/scan-deadlines.js';
import { ScanProgress } from './scan/scan-progress.js';
import { ScanReads } from './scan/scan.read-model.js';
import { ScanRequests } from './scan/scan-requests.js';
import { ScanResults } from './scan/scan-results.js';
import { Sessions } from './account/sessions.js';
import { boundTransactions } from './database/bounded-transactions.js';
import { Users } from './account/users.js';
import { WorkClock } from './clock/work-clock.js';

/** More than a page, so that a full disk is noticed. */
const PROBE_BYTES = 64 * 1_024;

/** Everything that is remembered, by concern. One per process. */
export class History {
  readonly scanRequests: ScanRequests;
  readonly scanProgress: ScanProgress;
  readonly scanResults: ScanResults;
  readonly scanDeadlines: ScanDeadlines;
  readonly scans: ScanReads;
  readonly findings: FindingReads;
  readonly findingGroups: FindingGroupReads;
  readonly findingReviews: FindingReviews;
  readonly outliers: OutlierReads;
  readonly discovery: FleetDiscovery;
  readonly fleet: FleetReads;
  readonly heartbeats: Heartbeats;
  readonly claims: InstanceClaims;
  readonly hostAccess: HostAccesses;
  readonly health: InstanceHealth;
  readonly configFiles: ConfigFileReads;
  readonly causeRecord: CauseRecord;
  readonly writtenSinceLook: WrittenSinceLook;
  readonly fileReadings: FileReadingReads;
  readonly outbox: Outbox;
  readonly operations: Operations;
  readonly audit: Audit;
  readonly settings: ChangeableSettings;
  readonly users: Users;
  readonly tokens: ApiTokens;
  readonly sessions: Sessions;
  readonly plans: Plans;
  readonly planApprovals: PlanApprovals;
  readonly deployments: Deployments;
  readonly deploymentReads: DeploymentReads;
  readonly deploymentInstances: DeploymentInstances;
  readonly deploymentSteps: DeploymentSteps;
  readonly orders: AgentOrders;
  readonly inspections: Inspections;
  readonly leases: InstanceLeases;
  readonly holds: Holds;
  readonly restartFlags: RestartFlags;
  readonly sharedRestarts: SharedRestarts;
  readonly localActions: LocalActions;
  readonly backups: Backups;
  readonly backupReads: BackupReads;
  readonly backupCoverage: BackupCoverage;
  readonly backupOperations: BackupOperations;
  readonly baselineChanges: BaselineChanges;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly workClock: WorkClock;
  readonly retained: RetainedRecords;
  readonly auditCut: AuditCut;
  readonly contentNeeds: ContentNeeds;
  readonly departing: DepartingContents;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.scanRequests = new ScanRequests(database);
    this.scanProgress = new ScanProgress(database);
    this.scanResults = new ScanResults(database);
    this.scanDeadlines = new ScanDeadlines(database, this.scanProgress, this.scanResults);
    this.scans = new ScanReads(database);
    this.findings = new FindingReads(database);
    this.findingGroups = new FindingGroupReads(database);
    this.findingReviews = new FindingReviews(database);
    this.outliers = new OutlierReads(database);
    this.discovery = new FleetDiscovery(database);
    this.fleet = new FleetReads(database);
    this.heartbeats = new Heartbeats(database);
    this.hostAccess = new HostAccesses(database);
    this.claims = new InstanceClaims(database);
    this.health = new InstanceHealth(database);
    this.causeRecord = new CauseRecord(database);
    this.writtenSinceLook = new WrittenSinceLook(database);
    this.fileReadings = new FileReadingReads(database);
    this.configFiles = new ConfigFileReads(database);
    this.outbox = new Outbox(database);
    this.operations = new Operations(database);
    this.audit = new Audit(database);
    this.settings = new ChangeableSettings(database);
    this.users = new Users(database);
    this.tokens = new ApiTokens(database);
    this.sessions = new Sessions(database);
    this.plans = new Plans(database);
    this.planApprovals = new PlanApprovals(database);
    this.deployments = new Deployments(database);
    this.deploymentReads = new DeploymentReads(database);
    this.deploymentInstances = new DeploymentInstances(database);
    this.deploymentSteps = new DeploymentSteps(database);
    this.orders = new AgentOrders(database);
    this.inspections = new Inspections(database);
    this.leases = new InstanceLeases(database);
    this.holds = new Holds(database);
    this.restartFlags = new RestartFlags(database);
    this.sharedRestarts = new SharedRestarts(database);
    this.localActions = new LocalActions(database);
    this.backups = new Backups(database);
    this.backupReads = new BackupReads(database);
    this.backupCoverage = new BackupCoverage(database);
    this.backupOperations = new BackupOperations(database);
    this.baselineChanges = new BaselineChanges(database);
    this.idempotencyKeys = new IdempotencyKeys(database);
    this.workClock = new WorkClock(database);
    this.retained = new RetainedRecords(database);
    this.auditCut = new AuditCut(database);
    this.contentNeeds = new ContentNeeds(database);
    this.departing = new DepartingContents(database);
  }

  /**
   * Several writes that belong together: give `sql` to each of them. Repeated when it loses a deadlock, so `work` must have
   * no effect outside of it.
   */
  async transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return this.#database.transaction(work);
  }

  /**
   * Writes something, because a database that only reads is of no use to us; for /health/ready.
   * @throws Problem `database.unavailable`, `database.not-writable`, `database.busy`
   */
  async ping(): Promise<void> {
    await this.#database.run('REPLACE INTO write_probe (id, filler) VALUES (1, REPEAT(?, ?))', [
      String.fromCharCode(97 + Math.floor(Math.random() * 26)),
      PROBE_BYTES,
    ]);
  }

  async close(): Promise<void> {
    await this.#database.source.destroy();
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
