import {
  Artifacts,
  AuditCheckpoints,
  BaselineHistory,
  Baselines,
  DeviationsDocument,
  Manifests,
  RenderedConfigs,
  Snapshots,
} from '@archivesmp/artifacts';
import { FleetEventStream, JobBus } from '@archivesmp/bus';
import {
  ApiTokens,
  Audit,
  BaselineChanges,
  ConfigFileReads,
  FindingGroupReads,
  FindingReads,
  FleetReads,
  Heartbeats,
  HostAccesses,
  InstanceClaims,
  InstanceHealth,
  Operations,
  Outbox,
  OutlierReads,
  ScanProgress,
  ScanReads,
  ScanRequests,
  Sessions,
  Users,
} from '@archivesmp/history';
import {
  auditKeysOf,
  ConfigContents,
  DesiredStates,
  HubSigner,
  ScanContradicted,
  secretHandling,
  SecretRules,
} from '@archivesmp/hub-wiring';
import { LOG, type HostSettings, type Kit, type Log } from '@archivesmp/service-kit';
import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessChanges } from './access/access-changes.js';
import { AccessGuard } from './access/access.guard.js';
import { AuditTrail } from './audit/audit-trail.js';
import { IdentifyCaller } from './access/identify-caller.js';
import { LogIn } from './access/log-in.js';
import { LoginLimits } from './access/login-limits.js';
import { PasswordCheck } from './access/password-check.js';
import { SessionController } from './access/session.controller.js';
import { TokensController } from './access/tokens.controller.js';
import { UsersController } from './access/users.controller.js';
import { BACKUP_CONTROLLERS, BACKUP_PARTS, BACKUP_USE_CASES } from './backups.parts.js';
import { BaselineCaptureController } from './baselines/baseline-capture.controller.js';
import { BaselineRevisionsController } from './baselines/baseline-revisions.controller.js';
import { BaselinesController } from './baselines/baselines.controller.js';
import { CaptureBaselineUseCase } from './baselines/capture-baseline.js';
import { ChangeBaselines } from './baselines/change-baselines.js';
import { DeleteBaseline } from './baselines/delete-baseline.js';
import { DeviationsController } from './baselines/deviations.controller.js';
import { EditDeviations } from './baselines/edit-deviations.js';
import { EvaluateAgain } from './baselines/evaluate-again.js';
import { PlacesInBucket } from './baselines/baseline-place.js';
import { OwnPlaces } from './baselines/own-places.js';
import { AdoptInBucket } from './baselines/adopt-in-bucket.js';
import { AdoptBaselinesController } from './baselines/adopt-baselines.controller.js';
import { RestoreRevision } from './baselines/restore-revision.js';
import { SaveBaseline } from './baselines/save-baseline.js';
import { AskForScan } from './scans/ask-for-scan.js';
import { DriftReport } from './findings/drift-report.js';
import { DriftController } from './findings/drift.controller.js';
import { FindingsController } from './findings/findings.controller.js';
import { OutliersController } from './findings/outliers.controller.js';
import { ScansController } from './scans/scans.controller.js';
import { ExplainKey } from './expectations/explain-key.js';
import { RenderInstance } from './expectations/render-instance.js';
import { RenderedController } from './expectations/rendered.controller.js';
import { ExplainController } from './expectations/explain.controller.js';
import { ExpectationProblemsController } from './expectations/expectation-problems.controller.js';
import { FindExpectationProblems } from './expectations/find-expectation-problems.js';
import { DiscoveriesController } from './fleet/discoveries.controller.js';
import { AssignHostUseCase } from './fleet/assign-host.js';
import { OwnershipController } from './fleet/ownership.controller.js';
import { GiveHostAccess } from './hosts/give-host-access.js';
import { EndSpeakers } from './hosts/end-speakers.js';
import { RemoveHost } from './hosts/remove-host.js';
import { HostAccessController } from './hosts/host-access.controller.js';
import { HeartbeatsController } from './fleet/heartbeats.controller.js';
import { HostsController } from './fleet/hosts.controller.js';
import { ReceiveHeartbeat } from './fleet/receive-heartbeat.js';
import { InstanceDetailsController } from './fleet/instance-details.controller.js';
import { InstancesController } from './fleet/instances.controller.js';
import { CHANGE_CONTROLLERS, CHANGE_PARTS, CHANGE_USE_CASES } from './changes.parts.js';
import { KnownFleet } from './fleet/known-fleet.js';
import { KnownHosts } from './fleet/known-hosts.js';
import { EventBroadcast } from './http/event-broadcast.js';
import { EventsController } from './events/events.controller.js';
import { WebApiMetrics } from './http/web-api-metrics.js';
import { part } from './connection-part.js';
import { Connections, openConnections } from './open-connections.js';
import { AuditController } from './audit/audit.controller.js';
import { OperationsController } from './operations/operations.controller.js';
import { AgentJobsController } from './results/agent-jobs.controller.js';
import { ReceiveRefusedJobs } from './results/receive-refused-jobs.js';
import { ServeJob } from './results/serve-job.js';
import { LackingContents } from './results/lacking-contents.js';
import { ReceiveManifest } from './results/receive-manifest.js';
import { ReceivePack } from './results/receive-pack.js';
import { ResultsController } from './results/results.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { WarningsController } from './settings/warnings.controller.js';
import { RefuseTypedSecrets } from './secrets/refuse-typed-secrets.js';
import { SecretsOfFiles } from './secrets/secrets-of-files.js';
import {
  AUDIT_KEYS,
  KEYED_HASH,
  PACK_LIMITS,
  SECURE_COOKIES,
  SESSION_HOURS,
  SETTINGS,
} from './http/web-api.tokens.js';

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

const PARTS: Provider[] = [
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
  part(DeviationsDocument, ({ artifacts }) => artifacts.deviations),
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
];

const settingsParts = ({ http, drift, deployment, retention, minio }: HostSettings): Provider[] => [
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

@Module({})
export class WebApiModule {
  /** Who plays which part. */
  static with(settings: HostSettings, kit: Kit): DynamicModule {
    return {
      module: WebApiModule,
      controllers: [
        SessionController,
        DriftController,
        FindingsController,
        ScansController,
        OutliersController,
        HostsController,
        InstancesController,
        InstanceDetailsController,
        DiscoveriesController,
        HeartbeatsController,
        HostAccessController,
        OwnershipController,
        BaselineCaptureController,
        AdoptBaselinesController,
        BaselinesController,
        BaselineRevisionsController,
        DeviationsController,
        ExpectationProblemsController,
        ExplainController,
        RenderedController,
        EventsController,
        OperationsController,
        AuditController,
        SettingsController,
        WarningsController,
        TokensController,
        UsersController,
        ResultsController,
        AgentJobsController,
        ...CHANGE_CONTROLLERS,
        ...BACKUP_CONTROLLERS,
      ],
      providers: [
        EventBroadcast,
        { provide: SETTINGS, useValue: settings },
        {
          provide: Connections,
          useFactory: (broadcast: EventBroadcast) => openConnections(settings, kit, broadcast),
          inject: [EventBroadcast],
        },
        ...settingsParts(settings),
        ...PARTS,
        ...CHANGE_PARTS,
        ...BACKUP_PARTS,
        AuditTrail,
        IdentifyCaller,
        LogIn,
        PasswordCheck,
        LoginLimits,
        AccessChanges,
        KnownFleet,
        KnownHosts,
        AskForScan,
        DriftReport,
        EvaluateAgain,
        PlacesInBucket,
        OwnPlaces,
        AdoptInBucket,
        ChangeBaselines,
        SaveBaseline,
        EditDeviations,
        DeleteBaseline,
        RestoreRevision,
        CaptureBaselineUseCase,
        FindExpectationProblems,
        ExplainKey,
        RenderInstance,
        ReceiveHeartbeat,
        GiveHostAccess,
        EndSpeakers,
        RemoveHost,
        AssignHostUseCase,
        ServeJob,
        ReceiveRefusedJobs,
        LackingContents,
        ReceiveManifest,
        ReceivePack,
        ...CHANGE_USE_CASES,
        ...BACKUP_USE_CASES,
        WebApiMetrics,
        { provide: APP_GUARD, useClass: AccessGuard },
        // because: guards run in this order, and strangers are told nothing about what they sent
        { provide: APP_GUARD, useClass: RefuseTypedSecrets },
      ],
    };
  }
}
