import {
  Artifacts,
  AuditCheckpoints,
  BackupObjects as StoredBackups,
  BaselineHistory,
  Baselines,
  DeviationsObject,
  Manifests,
  ChangeRequests,
  RenderedConfigs,
  Snapshots,
} from '@archivesmp/artifacts';
import { FleetEventStream, JobBus } from '@archivesmp/bus';
import {
  AgentOrders,
  ApiTokens,
  Audit,
  BackupCoverage,
  BackupReads,
  BackupIndex,
  BaselineChanges,
  ConfigFileReads,
  DeploymentInstances,
  DeploymentReads,
  Deployments,
  FindingGroupReads,
  FindingReads,
  FindingReviews,
  FleetReads,
  Heartbeats,
  History,
  Holds,
  HostAccesses,
  IdempotencyKeys,
  Inspections,
  InstanceClaims,
  InstanceHealth,
  InstanceLeases,
  LocalActions,
  Operations,
  Outbox,
  OutlierReads,
  PlanApprovals,
  Plans,
  RestartFlags,
  ScanProgress,
  ScanReads,
  ScanRequests,
  Sessions,
  Users,
  WrittenSinceScan,
} from '@archivesmp/history';
import {
  AskAgent,
  auditKeysOf,
  ConfigContents,
  DesiredStates,
  HubSigner,
  ScanContradicted,
  secretHandling,
  SecretRules,
} from '@archivesmp/hub-wiring';
import { type HostSettings, type Log, LOG } from '@archivesmp/service-kit';
import type { Provider, Type } from '@nestjs/common';
import { AUDIT_KEYS, KEYED_HASH, SECURE_COOKIES, SESSION_HOURS } from '../http/web-api.tokens.js';
import { PACK_LIMITS } from '../results/read-pack.js';
import { SecretsOfFiles } from '../secrets/secrets-of-files.js';
import { part } from './connection-part.js';
import { Connections } from './open-connections.js';

/** What is recorded of values, for people: what is a secret by the rules of now is masked. */
const judged = <T extends { judgedBy(judgeNow: () => ReturnType<SecretRules['judgeNow']>): T }>(
  token: Type<T>,
  of: (connections: Connections) => T,
): Provider => ({
  provide: token,
  useFactory: (connections: Connections, rules: SecretRules) =>
    of(connections).judgedBy(() => rules.judgeNow()),
  inject: [Connections, SecretRules],
});

/** The parts of the connections, each under its own class. */
export const STORES: Provider[] = [
  part(ApiTokens, ({ history }) => history.tokens),
  part(Audit, ({ history }) => history.audit),
  part(ConfigFileReads, ({ history }) => history.configFiles),
  judged(FindingGroupReads, ({ history }) => history.findingGroups),
  judged(FindingReads, ({ history }) => history.findings),
  part(FleetReads, ({ history }) => history.fleet),
  part(InstanceHealth, ({ history }) => history.health),
  part(Operations, ({ history }) => history.operations),
  judged(OutlierReads, ({ history }) => history.outliers),
  part(ScanProgress, ({ history }) => history.scanProgress),
  part(ScanReads, ({ history }) => history.scans),
  part(ScanRequests, ({ history }) => history.scanRequests),
  part(Sessions, ({ history }) => history.sessions),
  part(Users, ({ history }) => history.users),
  part(BaselineChanges, ({ history }) => history.baselineChanges),
  part(RenderedConfigs, ({ artifacts }) => artifacts.rendered),
  part(BaselineHistory, ({ artifacts }) => artifacts.baselineHistory),
  part(Baselines, ({ artifacts }) => artifacts.baselines),
  part(DeviationsObject, ({ artifacts }) => artifacts.deviations),
  part(Artifacts, ({ artifacts }) => artifacts),
  part(AuditCheckpoints, ({ artifacts }) => artifacts.auditCheckpoints),
  part(Manifests, ({ artifacts }) => artifacts.manifests),
  part(Snapshots, ({ artifacts }) => artifacts.snapshots),
  part(DesiredStates, ({ artifacts, history }) => new DesiredStates(artifacts, history)),
  part(ConfigContents, ({ artifacts }) => new ConfigContents(artifacts)),
  part(
    SecretRules,
    ({ artifacts, history }) => new SecretRules({ artifacts, changes: history.baselineChanges }),
  ),
  {
    provide: SecretsOfFiles,
    useFactory: (rules: SecretRules, hash: (text: string) => string) => new SecretsOfFiles(rules, hash),
    inject: [SecretRules, KEYED_HASH],
  },
  part(FleetEventStream, ({ events }) => events),
  {
    provide: ScanContradicted,
    useFactory: ({ history, events }: Connections, log: Log) =>
      new ScanContradicted({ history, events, log }),
    inject: [Connections, LOG],
  },
  part(InstanceClaims, ({ history }) => history.claims),
  part(Outbox, ({ history }) => history.outbox),
  part(HostAccesses, ({ history }) => history.hostAccess),
  part(JobBus, ({ bus }) => bus),
  part(Heartbeats, ({ history }) => history.heartbeats),
  part(History, ({ history }) => history),
  part(IdempotencyKeys, ({ history }) => history.idempotencyKeys),
  part(Plans, ({ history }) => history.plans),
  part(PlanApprovals, ({ history }) => history.planApprovals),
  part(Deployments, ({ history }) => history.deployments),
  part(WrittenSinceScan, ({ history }) => history.writtenSinceScan),
  part(DeploymentReads, ({ history }) => history.deploymentReads),
  part(DeploymentInstances, ({ history }) => history.deploymentInstances),
  part(AgentOrders, ({ history }) => history.orders),
  part(Inspections, ({ history }) => history.inspections),
  part(FindingReviews, ({ history }) => history.findingReviews),
  part(Holds, ({ history }) => history.holds),
  part(RestartFlags, ({ history }) => history.restartFlags),
  part(InstanceLeases, ({ history }) => history.leases),
  part(LocalActions, ({ history }) => history.localActions),
  part(BackupIndex, ({ history }) => history.backups),
  part(StoredBackups, ({ artifacts }) => artifacts.backups),
  part(ChangeRequests, ({ artifacts }) => artifacts.changeRequests),
  part(BackupReads, ({ history }) => history.backupReads),
  part(BackupCoverage, ({ history }) => history.backupCoverage),
  part(AskAgent, ({ history }) => new AskAgent(history)),
];

/** What the settings say, under the tokens of those who need it. */
export const settingsProviders = ({
  http,
  drift,
  deployment,
  retention,
  minio,
}: HostSettings): Provider[] => [
  { provide: KEYED_HASH, useValue: secretHandling({ drift, minio }).hash },
  {
    provide: AUDIT_KEYS,
    useValue: auditKeysOf({ deployment, retention }).trusted,
  },
  { provide: HubSigner, useValue: HubSigner.from({ deployment }) ?? null },
  { provide: SESSION_HOURS, useValue: http.session_hours },
  { provide: SECURE_COOKIES, useValue: http.isHttps() },
  {
    provide: PACK_LIMITS,
    useValue: {
      packBytes: http.results_limit,
      blobBytes: drift.max_file_bytes,
      unpackedBytes: http.results_limit * 4,
    },
  },
];
