// Made from docs/openapi.json by `npm run tables`; a test fails while it is older than the document.

import type {
  AddHost,
  AdoptBackupsRequest,
  AdoptBaselines,
  AgentHeartbeat,
  AssignHost,
  AuditPage,
  AuditVerdictView,
  BackupDetail,
  BackupDifference,
  BackupPage,
  BackupReceipt,
  BaselineChanged,
  BaselineList,
  BaselineRevisionPage,
  BaselineRevisionView,
  BaselineSet,
  BaselinesAdopted,
  CaptureBaseline,
  CapturedBaseline,
  CauseKind,
  ChangePasswordRequest,
  ChangeRequest,
  ChangeUserRequest,
  ChangesAllowed,
  ClaimList,
  ConfigFileList,
  CreateHold,
  CreateTokenRequest,
  CreateUserRequest,
  CreatedToken,
  DecidePlan,
  Decider,
  DeployRequest,
  DeploymentControl,
  DeploymentPage,
  DeploymentState,
  DeploymentView,
  DriftReportView,
  ExpectationProblemList,
  FindingGroupPage,
  FindingKind,
  FindingLifeView,
  FindingPage,
  FindingState,
  FindingVerdict,
  FindingView,
  ForgetKey,
  HeartbeatReceipt,
  HoldList,
  HoldView,
  HostAccessFile,
  HostFenceRequest,
  HostList,
  HostRestartMarks,
  HostRestartRequest,
  IgnoreFinding,
  InspectionReport,
  InstanceList,
  InstanceManifest,
  InstanceView,
  KeepFinding,
  KeptFinding,
  KeyExplanationView,
  LocalActionReceipt,
  LocalActionReport,
  LoginRequest,
  ManifestReceipt,
  MeasurementList,
  NeedsNoRestart,
  NeedsRestart,
  NewestFence,
  OperationPage,
  OperationState,
  OperationView,
  OrderOutcome,
  OutlierPage,
  OutlierState,
  PackReceipt,
  PlanPage,
  PlanState,
  PlanView,
  PlannedChangesView,
  ReasonOfChange,
  RefusedJobs,
  RemovedHost,
  RenderedInstance,
  RestartRequest,
  RestoreBackupRequest,
  RestoreInstanceRequest,
  ReviewFinding,
  RevokedAccess,
  ScanPage,
  ScanRequest,
  ScanState,
  ScanTicket,
  ScanView,
  SeenPluginList,
  SessionView,
  SettingList,
  Severity,
  SignedJob,
  SignedOrder,
  StartDeployment,
  StartRequest,
  StopRequest,
  StorageView,
  TakeBackupsRequest,
  TokenList,
  UserList,
  UserView,
  VerifyBackupsRequest,
  WarningList,
} from './schemas.generated.js';

export interface Routes {
  /** Log in */
  'POST /api/v1/login': {
    body: LoginRequest;
    answer: SessionView;
  };
  /** Log out */
  'POST /api/v1/logout': {
    answer: undefined;
  };
  /** Read who you are */
  'GET /api/v1/session': {
    answer: SessionView;
  };
  /** Change your password */
  'POST /api/v1/session/password': {
    body: ChangePasswordRequest;
    answer: undefined;
  };
  /** List what differs from the baselines */
  'GET /api/drift': {
    query?: {
      /** Exactly these severities */
      severity?: Severity[];
      /** Name of a plugin, such as LuckPerms; _server for the files of the server */
      plugin?: string;
      /** Name (BENT01) or UUID of an instance */
      instance?: string;
      kind?: FindingKind[];
      /** drift: no deviation allows it; documented: a deviation allows it */
      status?: 'drift' | 'documented' | 'not_judged' | 'all';
      /** What differs now (open and recurred) unless given */
      state?: FindingState[];
      /** Which scope decided what is expected; baseline: no deviation spoke */
      decidedBy?: Decider[];
      /** Why they came up; changed_between: not through this product and not at a start that is known */
      cause?: CauseKind[];
      /** What people made of them; pending: not reviewed as it is now */
      review?: FindingVerdict[];
      /** Name of a host, or all */
      server?: string;
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
    };
    answer: FindingPage;
  };
  /** Count what differs */
  'GET /api/drift/report': {
    query?: {
      /** Exactly these severities */
      severity?: Severity[];
      /** Name of a plugin, such as LuckPerms; _server for the files of the server */
      plugin?: string;
      /** Name (BENT01) or UUID of an instance */
      instance?: string;
      kind?: FindingKind[];
      /** drift: no deviation allows it; documented: a deviation allows it */
      status?: 'drift' | 'documented' | 'not_judged' | 'all';
      /** What differs now (open and recurred) unless given */
      state?: FindingState[];
      /** Which scope decided what is expected; baseline: no deviation spoke */
      decidedBy?: Decider[];
      /** Why they came up; changed_between: not through this product and not at a start that is known */
      cause?: CauseKind[];
      /** What people made of them; pending: not reviewed as it is now */
      review?: FindingVerdict[];
      /** Name of a host, or all */
      server?: string;
    };
    answer: DriftReportView;
  };
  /** List what differs */
  'GET /api/v1/findings': {
    query?: {
      /** Exactly these severities */
      severity?: Severity[];
      /** Name of a plugin, such as LuckPerms; _server for the files of the server */
      plugin?: string;
      /** Name (BENT01) or UUID of an instance */
      instance?: string;
      kind?: FindingKind[];
      /** drift: no deviation allows it; documented: a deviation allows it */
      status?: 'drift' | 'documented' | 'not_judged' | 'all';
      /** What differs now (open and recurred) unless given */
      state?: FindingState[];
      /** Which scope decided what is expected; baseline: no deviation spoke */
      decidedBy?: Decider[];
      /** Why they came up; changed_between: not through this product and not at a start that is known */
      cause?: CauseKind[];
      /** What people made of them; pending: not reviewed as it is now */
      review?: FindingVerdict[];
      /** Name of a host, such as hetzner */
      host?: string;
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
    };
    answer: FindingPage;
  };
  /** List what differs, alike findings as one */
  'GET /api/v1/findings/groups': {
    query?: {
      /** Exactly these severities */
      severity?: Severity[];
      /** Name of a plugin, such as LuckPerms; _server for the files of the server */
      plugin?: string;
      /** Name (BENT01) or UUID of an instance */
      instance?: string;
      kind?: FindingKind[];
      /** drift: no deviation allows it; documented: a deviation allows it */
      status?: 'drift' | 'documented' | 'not_judged' | 'all';
      /** What differs now (open and recurred) unless given */
      state?: FindingState[];
      /** Which scope decided what is expected; baseline: no deviation spoke */
      decidedBy?: Decider[];
      /** Why they came up; changed_between: not through this product and not at a start that is known */
      cause?: CauseKind[];
      /** What people made of them; pending: not reviewed as it is now */
      review?: FindingVerdict[];
      /** Name of a host, such as hetzner */
      host?: string;
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
      /** severity: critical, high, medium, low, and of equal ones those on the most instances first; priority: the most points first */
      sort?: 'severity' | 'priority';
    };
    answer: FindingGroupPage;
  };
  /** Read one finding */
  'GET /api/v1/findings/{id}': {
    path: {
      id: string;
    };
    answer: FindingView;
  };
  /** Read the life of a finding */
  'GET /api/v1/findings/{id}/life': {
    path: {
      id: string;
    };
    answer: FindingLifeView;
  };
  /** Look again */
  'POST /api/v1/scans': {
    body: ScanRequest;
    answer: ScanTicket;
  };
  /** List scans */
  'GET /api/v1/scans': {
    query?: {
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
      state?: ScanState[];
    };
    answer: ScanPage;
  };
  /** Read one scan */
  'GET /api/v1/scans/{id}': {
    path: {
      id: string;
    };
    answer: ScanView;
  };
  /** List the odd ones out */
  'GET /api/v1/outliers': {
    query?: {
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
      /** Name of a host */
      host?: string;
      /** Name or UUID of an instance */
      instance?: string;
      /** Name of a plugin */
      plugin?: string;
      /** majority unless given: an odd one; no_majority: instances too divided to say who is odd */
      state?: OutlierState[];
    };
    answer: OutlierPage;
  };
  /** List hosts and their agents */
  'GET /api/v1/hosts': {
    answer: HostList;
  };
  /** Give the agent of a host access */
  'POST /api/v1/hosts': {
    body: AddHost;
    answer: HostAccessFile;
  };
  /** List instances */
  'GET /api/v1/instances': {
    query?: {
      /** Name of a host */
      host?: string;
      /** true: also instances that are no longer found */
      gone?: 'true' | 'false';
    };
    answer: InstanceList;
  };
  /** Read one instance */
  'GET /api/v1/instances/{id}': {
    path: {
      id: string;
    };
    answer: InstanceView;
  };
  /** Read how every instance stands */
  'GET /api/instances/status': {
    query?: {
      /** Name of a host */
      host?: string;
      /** true: also instances that are no longer found */
      gone?: 'true' | 'false';
    };
    answer: InstanceList;
  };
  /** List the config files of an instance */
  'GET /api/v1/instances/{id}/files': {
    path: {
      id: string;
    };
    query?: {
      /** Name of a plugin; _server for the files of the server */
      plugin?: string;
      /** true: only files that are not readable, whatever the reason (every state but readable) */
      unreadable?: 'true' | 'false';
      /** Only files in this state */
      state?:
        | 'readable'
        | 'not_understood'
        | 'unsettled'
        | 'unreadable'
        | 'permission_denied'
        | 'too_large'
        | 'vanished';
    };
    answer: ConfigFileList;
  };
  /** List the plugins of an instance */
  'GET /api/v1/instances/{id}/plugins': {
    path: {
      id: string;
    };
    answer: SeenPluginList;
  };
  /** Read how an instance did */
  'GET /api/v1/instances/{id}/metrics': {
    path: {
      id: string;
    };
    query?: {
      /** How many hours back */
      hours?: number;
    };
    answer: MeasurementList;
  };
  /** Look for instances */
  'POST /api/v1/discoveries': {
    answer: OperationView;
  };
  /** Say that an agent lives, and which instances it sees */
  'POST /api/agent/heartbeat': {
    body: AgentHeartbeat;
    answer: HeartbeatReceipt;
  };
  /** Replace what the agent of a host logs in with */
  'POST /api/v1/hosts/{name}/rotation': {
    path: {
      name: string;
    };
    answer: HostAccessFile;
  };
  /** Take the access of a host away */
  'DELETE /api/v1/hosts/{name}/access': {
    path: {
      name: string;
    };
    answer: RevokedAccess;
  };
  /** Take a host out of sight */
  'DELETE /api/v1/hosts/{name}': {
    path: {
      name: string;
    };
    answer: RemovedHost;
  };
  /** List contradictions about where instances live */
  'GET /api/v1/claims': {
    answer: ClaimList;
  };
  /** Say on which host an instance lives */
  'PUT /api/v1/instances/{id}/host': {
    path: {
      id: string;
    };
    body: AssignHost;
    answer: InstanceView;
  };
  /** Leave it to panels and agents again on which host an instance lives */
  'DELETE /api/v1/instances/{id}/host': {
    path: {
      id: string;
    };
    answer: InstanceView;
  };
  /** Make a baseline of what an instance has */
  'POST /api/v1/baselines/capture': {
    headers?: {
      /** the etag of the preview, in quotes; to save */
      'If-Match'?: string;
    };
    body: CaptureBaseline;
    answer: CapturedBaseline;
  };
  /** Take over what others did in the bucket */
  'POST /api/v1/baselines/adopt': {
    body: AdoptBaselines;
    answer: BaselinesAdopted;
  };
  /** List baseline files */
  'GET /api/v1/baselines': {
    query?: {
      /** Only files of this plugin */
      plugin?: string;
    };
    answer: BaselineList;
  };
  /** Read a baseline file */
  'GET /api/v1/baselines/{plugin}/{path}': {
    path: {
      plugin: string;
      path: string;
    };
    answer: string;
  };
  /** Save a baseline file */
  'PUT /api/v1/baselines/{plugin}/{path}': {
    path: {
      plugin: string;
      path: string;
    };
    query?: {
      /** Never write a secret here */
      reason?: string;
    };
    headers?: {
      /** * for a new file */
      'If-None-Match'?: string;
      /** ETag of the file as you read it */
      'If-Match'?: string;
    };
    body: string;
    answer: undefined;
  };
  /** Delete a baseline file */
  'DELETE /api/v1/baselines/{plugin}/{path}': {
    path: {
      plugin: string;
      path: string;
    };
    query?: {
      /** Never write a secret here */
      reason?: string;
    };
    headers: {
      /** ETag of the file as you read it */
      'If-Match': string;
    };
    answer: BaselineRevisionView;
  };
  /** List the changes of baselines */
  'GET /api/v1/baseline-revisions': {
    query?: {
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
      /** Only of this file: PLUGIN/FILE, or deviations.yml */
      file?: string;
      /** Only of files of this plugin */
      plugin?: string;
    };
    answer: BaselineRevisionPage;
  };
  /** Read one change of a baseline */
  'GET /api/v1/baseline-revisions/{version}': {
    path: {
      version: number;
    };
    answer: BaselineRevisionView;
  };
  /** Read what a baseline was after a change */
  'GET /api/v1/baseline-revisions/{version}/content': {
    path: {
      version: number;
    };
    answer: string;
  };
  /** Restore a version of a baseline */
  'POST /api/v1/baseline-revisions/{version}/restore': {
    path: {
      version: number;
    };
    body: ReasonOfChange;
    answer: BaselineChanged;
  };
  /** Take back the last change of a baseline */
  'POST /api/v1/baseline-revisions/{version}/undo': {
    path: {
      version: number;
    };
    body: ReasonOfChange;
    answer: BaselineChanged;
  };
  /** Read a version of the whole set */
  'GET /api/v1/baseline-set': {
    query?: {
      /** The set as this change left it; left out: as it is now */
      version?: number;
    };
    answer: BaselineSet;
  };
  /** Read deviations.yml */
  'GET /api/v1/deviations': {
    answer: string;
  };
  /** Save deviations.yml */
  'PUT /api/v1/deviations': {
    query?: {
      /** Never write a secret here */
      reason?: string;
    };
    headers?: {
      /** * for the first document */
      'If-None-Match'?: string;
      /** ETag of the document as you read it */
      'If-Match'?: string;
    };
    body: string;
    answer: undefined;
  };
  /** List what is wrong with the expectations */
  'GET /api/v1/expectations/problems': {
    answer: ExpectationProblemList;
  };
  /** Explain a key */
  'GET /api/v1/explain': {
    query: {
      plugin: string;
      file: string;
      /** Steps joined by dots, or a JSON array of steps */
      key: string;
      /** Name or UUID of an instance */
      instance: string;
    };
    answer: KeyExplanationView;
  };
  /** List the rendered configuration of an instance */
  'GET /api/v1/instances/{id}/rendered': {
    path: {
      id: string;
    };
    answer: RenderedInstance;
  };
  /** Download the rendered configuration of an instance */
  'GET /api/v1/instances/{id}/rendered-archive': {
    path: {
      id: string;
    };
    answer: string;
  };
  /** Read one file of the rendered configuration */
  'GET /api/v1/instances/{id}/rendered/{plugin}/{path}': {
    path: {
      id: string;
      plugin: string;
      path: string;
    };
    answer: string;
  };
  /** Listen to events */
  'GET /api/v1/events': {
    answer: string;
  };
  /** List operations */
  'GET /api/v1/operations': {
    query?: {
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
      state?: OperationState[];
    };
    answer: OperationPage;
  };
  /** Read one operation */
  'GET /api/v1/operations/{id}': {
    path: {
      id: string;
    };
    answer: OperationView;
  };
  /** Read who changed what */
  'GET /api/v1/audit': {
    query?: {
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
      /** Who did it, as it is shown; token:<label> finds what was done with this token */
      actor?: string;
      /** In whose name it was done: logged in, or with any token of this person */
      person?: string;
      /** What was done, such as baseline.saved */
      action?: string;
      /** What it was done to, such as LuckPerms/config.yml */
      subject?: string;
      /** Done at this time or later */
      from?: string;
      /** Done before this time */
      until?: string;
    };
    answer: AuditPage;
  };
  /** Prove that the record is whole */
  'GET /api/v1/audit/verification': {
    answer: AuditVerdictView;
  };
  /** Read the settings in force */
  'GET /api/v1/settings': {
    answer: SettingList;
  };
  /** List warnings about this installation */
  'GET /api/v1/warnings': {
    answer: WarningList;
  };
  /** List API tokens */
  'GET /api/v1/tokens': {
    answer: TokenList;
  };
  /** Make an API token */
  'POST /api/v1/tokens': {
    body: CreateTokenRequest;
    answer: CreatedToken;
  };
  /** Revoke an API token */
  'DELETE /api/v1/tokens/{id}': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** List people who may log in */
  'GET /api/v1/users': {
    answer: UserList;
  };
  /** Add a person */
  'POST /api/v1/users': {
    body: CreateUserRequest;
    answer: UserView;
  };
  /** Change role or password of a person */
  'PATCH /api/v1/users/{id}': {
    path: {
      id: string;
    };
    body: ChangeUserRequest;
    answer: undefined;
  };
  /** Remove a person */
  'DELETE /api/v1/users/{id}': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Deliver what an agent read */
  'POST /api/results': {
    query?: {
      /** With a pack: the instance */
      instanceId?: string;
      /** With a pack: the scan */
      scanId?: string;
    };
    body: InstanceManifest;
    answer: ManifestReceipt | PackReceipt;
  };
  /** Fetch what a job asks for */
  'GET /api/agent/jobs/{id}': {
    path: {
      id: string;
    };
    answer: SignedJob;
  };
  /** Tell which jobs an agent refused */
  'POST /api/results/refused-jobs': {
    body: RefusedJobs;
    answer: undefined;
  };
  /** Ask for a plan */
  'POST /api/v1/plans': {
    body: ChangeRequest;
    answer: PlanView;
  };
  /** List plans */
  'GET /api/v1/plans': {
    query?: {
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
      state?: PlanState[];
    };
    answer: PlanPage;
  };
  /** Read one plan */
  'GET /api/v1/plans/{id}': {
    path: {
      id: string;
    };
    answer: PlanView;
  };
  /** Read what a plan does to one instance */
  'GET /api/v1/plans/{id}/instances/{instanceId}/changes': {
    path: {
      id: string;
      instanceId: string;
    };
    answer: PlannedChangesView;
  };
  /** Approve a plan */
  'POST /api/v1/plans/{id}/approve': {
    path: {
      id: string;
    };
    body: DecidePlan;
    answer: PlanView;
  };
  /** Reject a plan */
  'POST /api/v1/plans/{id}/reject': {
    path: {
      id: string;
    };
    body: DecidePlan;
    answer: PlanView;
  };
  /** Run an approved plan */
  'POST /api/v1/deployments': {
    body: StartDeployment;
    answer: DeploymentView;
  };
  /** List deployments */
  'GET /api/v1/deployments': {
    query?: {
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
      state?: DeploymentState[];
    };
    answer: DeploymentPage;
  };
  /** Read one deployment */
  'GET /api/v1/deployments/{id}': {
    path: {
      id: string;
    };
    answer: DeploymentView;
  };
  /** Pause, resume, accept, or stop and undo */
  'POST /api/v1/deployments/{id}/steer': {
    path: {
      id: string;
    };
    body: DeploymentControl;
    answer: DeploymentView;
  };
  /** Take a deployment back */
  'POST /api/v1/deployments/{id}/rollback': {
    path: {
      id: string;
    };
    answer: DeploymentView;
  };
  /** Put the drift of instances right */
  'POST /api/deploy': {
    body: DeployRequest;
    answer: PlanView;
  };
  /** Put the drift of instances right */
  'POST /api/v1/deploy': {
    body: DeployRequest;
    answer: PlanView;
  };
  /** Restart instances */
  'POST /api/restart': {
    body: RestartRequest;
    answer: DeploymentView;
  };
  /** Restart instances */
  'POST /api/v1/restart': {
    body: RestartRequest;
    answer: DeploymentView;
  };
  /** Stop instances */
  'POST /api/stop': {
    body: StopRequest;
    answer: DeploymentView;
  };
  /** Stop instances */
  'POST /api/v1/stop': {
    body: StopRequest;
    answer: DeploymentView;
  };
  /** Start instances */
  'POST /api/start': {
    body: StartRequest;
    answer: DeploymentView;
  };
  /** Start instances */
  'POST /api/v1/start': {
    body: StartRequest;
    answer: DeploymentView;
  };
  /** List holds */
  'GET /api/v1/holds': {
    answer: HoldList;
  };
  /** Hold an instance */
  'POST /api/v1/holds': {
    body: CreateHold;
    answer: HoldView;
  };
  /** Lift a hold */
  'DELETE /api/v1/holds/{id}': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Say that an instance needs a restart */
  'POST /api/v1/instances/{id}/needs-restart': {
    path: {
      id: string;
    };
    body: NeedsRestart;
    answer: undefined;
  };
  /** Say that an instance needs no restart */
  'POST /api/v1/instances/{id}/needs-no-restart': {
    path: {
      id: string;
    };
    body: NeedsNoRestart;
    answer: undefined;
  };
  /** Ask whether changes are allowed now */
  'GET /api/v1/change-windows': {
    answer: ChangesAllowed;
  };
  /** Fetch an order */
  'GET /api/agent/orders/{id}': {
    path: {
      id: string;
    };
    answer: SignedOrder;
  };
  /** Fetch one new content of an order */
  'GET /api/agent/orders/{id}/contents/{sha256}': {
    path: {
      id: string;
      sha256: string;
    };
    answer: string;
  };
  /** Back up what an order replaces */
  'POST /api/agent/orders/{id}/backup': {
    path: {
      id: string;
    };
    answer: BackupReceipt;
  };
  /** Tell what became of an order */
  'POST /api/results/orders/{id}': {
    path: {
      id: string;
    };
    body: OrderOutcome;
    answer: undefined;
  };
  /** Send contents found on an instance */
  'POST /api/results/inspections/{id}/contents': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Tell what is found on an instance */
  'POST /api/results/inspections/{id}': {
    path: {
      id: string;
    };
    body: InspectionReport;
    answer: undefined;
  };
  /** Restart instances of a host for an operator there */
  'POST /api/agent/restarts': {
    body: HostRestartRequest;
    answer: DeploymentView;
  };
  /** Say that instances of a host need a restart */
  'POST /api/agent/restart-marks': {
    body: HostRestartMarks;
    answer: undefined;
  };
  /** Tell an agent the newest fence of an instance, to repair its own */
  'POST /api/agent/fences': {
    body: HostFenceRequest;
    answer: NewestFence;
  };
  /** Tell what was done on a host by force while the hub was unavailable */
  'POST /api/results/local-actions': {
    body: LocalActionReport;
    answer: LocalActionReceipt;
  };
  /** Review a finding */
  'PUT /api/v1/findings/{id}/review': {
    path: {
      id: string;
    };
    body: ReviewFinding;
    answer: FindingView;
  };
  /** Keep a finding as intended */
  'POST /api/v1/findings/{id}/keep': {
    path: {
      id: string;
    };
    body: KeepFinding;
    answer: KeptFinding;
  };
  /** Take "keep as intended" back */
  'DELETE /api/v1/findings/{id}/keep': {
    path: {
      id: string;
    };
    query?: {
      /** Never write a secret here */
      reason?: string;
    };
    answer: KeptFinding;
  };
  /** Ignore a finding about a whole file */
  'POST /api/v1/findings/{id}/ignore': {
    path: {
      id: string;
    };
    body: IgnoreFinding;
    answer: KeptFinding;
  };
  /** Take "ignore" back */
  'DELETE /api/v1/findings/{id}/ignore': {
    path: {
      id: string;
    };
    query?: {
      /** Never write a secret here */
      reason?: string;
    };
    answer: KeptFinding;
  };
  /** Prove backups now */
  'POST /api/v1/backups/verify': {
    body: VerifyBackupsRequest;
    answer: OperationView;
  };
  /** Drill a restore now */
  'POST /api/v1/backups/drill': {
    answer: OperationView;
  };
  /** Thin backups out now */
  'POST /api/v1/backups/prune': {
    answer: OperationView;
  };
  /** Make the index of backups anew */
  'POST /api/v1/backups/rebuild-index': {
    answer: OperationView;
  };
  /** Take over backups without a signature */
  'POST /api/v1/backups/adopt': {
    body: AdoptBackupsRequest;
    answer: OperationView;
  };
  /** List backups */
  'GET /api/v1/backups': {
    query?: {
      /** The "next" of the previous page; left out for the first */
      after?: string;
      /** Items per page */
      limit?: number;
      host?: string;
      /** Name or UUID of an instance, also of one that is gone */
      instance?: string;
      /** Name of a plugin; _server for the files of the server */
      plugin?: string;
      /** Only those that were taken for this deployment: everything one change replaced */
      deployment?: string;
      /** Taken at this time or later */
      from?: string;
      /** Taken before this time */
      until?: string;
    };
    answer: BackupPage;
  };
  /** Back up now */
  'POST /api/v1/backups': {
    body: TakeBackupsRequest;
    answer: OperationView;
  };
  /** Read one backup */
  'GET /api/v1/backups/{id}': {
    path: {
      id: string;
    };
    answer: BackupDetail;
  };
  /** Compare a backup with now */
  'GET /api/v1/backups/{id}/diff': {
    path: {
      id: string;
    };
    answer: BackupDifference;
  };
  /** Bring an instance back to how it was */
  'POST /api/v1/backups/restore': {
    body: RestoreInstanceRequest;
    answer: PlanView;
  };
  /** Bring a backup back */
  'POST /api/v1/backups/{id}/restore': {
    path: {
      id: string;
    };
    body: RestoreBackupRequest;
    answer: PlanView;
  };
  /** Read how contents in S3 are protected */
  'GET /api/v1/storage': {
    answer: StorageView;
  };
  /** Bring contents in S3 into the form that the settings say */
  'POST /api/v1/storage/renew': {
    answer: OperationView;
  };
  /** Give up a key that is lost */
  'POST /api/v1/storage/forget': {
    body: ForgetKey;
    answer: OperationView;
  };
}

/** Routes that have one effect however often a request is sent under the same Idempotency-Key. */
export const REPEATABLE_ROUTES: ReadonlySet<string> = new Set<keyof Routes>([
  'POST /api/v1/scans',
  'POST /api/v1/discoveries',
  'POST /api/v1/baselines/capture',
  'POST /api/v1/baselines/adopt',
  'POST /api/v1/baseline-revisions/{version}/restore',
  'POST /api/v1/baseline-revisions/{version}/undo',
  'POST /api/v1/tokens',
  'POST /api/v1/plans',
  'POST /api/v1/plans/{id}/approve',
  'POST /api/v1/plans/{id}/reject',
  'POST /api/v1/deployments',
  'POST /api/v1/deployments/{id}/steer',
  'POST /api/v1/deployments/{id}/rollback',
  'POST /api/deploy',
  'POST /api/v1/deploy',
  'POST /api/restart',
  'POST /api/v1/restart',
  'POST /api/stop',
  'POST /api/v1/stop',
  'POST /api/start',
  'POST /api/v1/start',
  'POST /api/v1/holds',
  'POST /api/v1/instances/{id}/needs-restart',
  'POST /api/v1/instances/{id}/needs-no-restart',
  'POST /api/v1/findings/{id}/keep',
  'POST /api/v1/findings/{id}/ignore',
  'DELETE /api/v1/findings/{id}/ignore',
  'POST /api/v1/backups/verify',
  'POST /api/v1/backups/drill',
  'POST /api/v1/backups/prune',
  'POST /api/v1/backups/rebuild-index',
  'POST /api/v1/backups/adopt',
  'POST /api/v1/backups',
  'POST /api/v1/backups/restore',
  'POST /api/v1/backups/{id}/restore',
  'POST /api/v1/storage/renew',
  'POST /api/v1/storage/forget',
]);
