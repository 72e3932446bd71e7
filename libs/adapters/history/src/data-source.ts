import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { ApiTokenRow } from './access/api-token.entity.js';
import { HostAccessRow } from './access/host-access.entity.js';
import { SessionRow, UserRow } from './account/account.entity.js';
import { AuditAnchorRow, AuditChainRow, AuditRow } from './audit/audit.entity.js';
import { BackupFileRow, BackupRow } from './backup/backup.entity.js';
import { BaselineChangeRow, BegunBaselineChangeRow } from './baseline/baseline.entity.js';
import { WorkClockRow } from './clock/work-clock.entity.js';
import { WriteProbeRow } from './database/write-probe.entity.js';
import {
  AgentOrderRow,
  DeploymentInstanceRow,
  DeploymentRow,
  DeploymentStepRow,
  InspectionRow,
} from './deployment/deployment.entity.js';
import { ConfigFileRow, PluginSeenRow } from './file/config-file.entity.js';
import { FindingChangeRow, FindingReviewRow, FindingRow, OutlierRow } from './finding/finding.entity.js';
import {
  HeartbeatRow,
  HostRow,
  InstanceClaimRow,
  InstanceMetricRow,
  InstanceRow,
} from './fleet/fleet.entity.js';
import { HoldRow, InstanceLeaseRow, LocalActionRow, RestartMarkRow } from './hold/hold.entity.js';
import { IdempotencyKeyRow } from './idempotency/idempotency-key.entity.js';
import { OperationRow } from './operation/operation.entity.js';
import { OutboxRow } from './outbox/outbox.entity.js';
import { PlanApprovalRow, PlanRow } from './plan/plan.entity.js';
import { DepartingContentRow } from './retention/retention.entity.js';
import { DriftScanRow, ScanInstanceRow } from './scan/scan.entity.js';
import { SettingRow } from './settings/setting.entity.js';
import type { HistorySettings } from './database/history-settings.js';
import { securedConnection } from './database/secured-connection.js';
import { MIGRATIONS } from './migrations/migrations.js';

const ENTITIES = [
  HostRow,
  HeartbeatRow,
  HostAccessRow,
  InstanceRow,
  InstanceClaimRow,
  PluginSeenRow,
  ConfigFileRow,
  InstanceMetricRow,
  DriftScanRow,
  ScanInstanceRow,
  FindingRow,
  FindingChangeRow,
  FindingReviewRow,
  OutlierRow,
  OperationRow,
  OutboxRow,
  AuditRow,
  SettingRow,
  UserRow,
  ApiTokenRow,
  SessionRow,
  PlanRow,
  PlanApprovalRow,
  DeploymentRow,
  DeploymentInstanceRow,
  DeploymentStepRow,
  AgentOrderRow,
  InspectionRow,
  InstanceLeaseRow,
  LocalActionRow,
  HoldRow,
  RestartMarkRow,
  BackupRow,
  BackupFileRow,
  AuditChainRow,
  IdempotencyKeyRow,
  WorkClockRow,
  AuditAnchorRow,
  DepartingContentRow,
  WriteProbeRow,
  BaselineChangeRow,
  BegunBaselineChangeRow,
];

/** The one place that knows how TypeORM is set up. Never synchronises: the schema moves by migrations only. */
export function historyDataSource(settings: HistorySettings): DataSource {
  return new DataSource({
    type: 'mariadb',
    host: settings.host,
    port: settings.port,
    username: settings.user,
    password: settings.password,
    database: settings.database,
    timezone: 'Z',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    // mysql2 would parse JSON columns itself and then SQL NULL and the JSON value null look the same.
    extra: { jsonStrings: true, ...securedConnection(settings) },
    connectTimeout: 5_000,
    poolSize: settings.poolSize ?? 10,
    synchronize: false,
    migrationsRun: false,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    entities: ENTITIES,
    migrations: [...MIGRATIONS],
    logging: false,
  });
}
