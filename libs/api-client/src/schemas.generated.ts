// Made from docs/openapi.json by `npm run tables`; a test fails while it is older than the document.

export interface LoginRequest {
  name: string;
  password: string;
}

export type Role = 'viewer' | 'operator' | 'admin';

export interface SessionView {
  /** With an API token also which: mia (token laptop) */
  name: string;
  role: Role;
  /** Send it as X-CSRF-Token with every change made under the session cookie */
  csrfToken: string;
  /** When the session ends; left out with an API token */
  expiresAt?: string;
}

export interface ChangePasswordRequest {
  current: string;
  next: string;
}

export type Severity = 'critical' | 'high' | 'medium' | 'low';

export type FindingKind =
  | 'wrong_value'
  | 'missing_key'
  | 'extra_key'
  | 'type_change'
  | 'list_order'
  | 'missing_file'
  | 'extra_file'
  | 'not_understood'
  | 'unreadable'
  | 'missing_plugin';

export type FindingState = 'open' | 'recurred' | 'resolved';

export type Decider = 'baseline' | 'universal' | 'platform' | 'host' | 'tag' | 'instance' | 'none';

export type CauseKind =
  | 'our_change'
  | 'at_start'
  | 'start_between'
  | 'changed_between'
  | 'desired_changed'
  | 'update'
  | 'first_look'
  | 'unknown';

export type FindingVerdict = 'pending' | 'approved-good' | 'flagged-bad';

export type FindingStatus = 'drift' | 'documented' | 'not_judged';

/** Why the value may be meant to differ from server to server; lowers the priority */
export type PerServerKind = 'instance_name' | 'uuid' | 'port' | 'prefix' | 'server_name';

export interface DecidedByView {
  /** baseline: no deviation applies; none: no source, as for a file that cannot be read */
  scope: Decider;
  /** Of the platform, host, tag or instance */
  name?: string;
}

export interface CauseView {
  /** our_change: a deployment of ours wrote it; at_start: the server or a plugin, at a start that is known; start_between: the server was started between two readings, so it may have been the server, a plugin or a person; changed_between: by hand, by a command or by a running plugin between two readings; desired_changed: the file is as it was, the baseline or a deviation is not; update: the JAR of the plugin changed; first_look: it was not read before; unknown: nothing proves a cause */
  kind: CauseKind;
  /** With our_change */
  deploymentId?: string;
  /** With our_change: it put back what was there before a change */
  isRollback?: boolean;
  /** With at_start: when it began at the earliest; else when the look before was */
  from?: string;
  to?: string;
  /** With desired_changed: the change of a baseline, if it is on record */
  version?: number;
}

export interface RollingOutView {
  deploymentId: string;
  /** Instances that are done */
  done: number;
  /** Instances of the deployment */
  of: number;
}

export interface WrittenSinceView {
  deploymentId: string;
  /** When the file was written */
  at: string;
}

export interface FindingReviewView {
  verdict: FindingVerdict;
  comment?: string;
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  by: string;
  at: string;
}

export interface FindingView {
  id: string;
  host: string;
  /** the same as host, under the name the older clients use */
  physical_server: string;
  instance: string;
  instanceId: string;
  plugin: string;
  file: string;
  path: (string | number)[];
  key: string;
  kind: FindingKind;
  status: FindingStatus;
  severity: Severity;
  state: FindingState;
  /** What should be there */
  expected?: JsonValue;
  /** What is there */
  actual?: JsonValue;
  /** How it is written, where that is not its usual spelling */
  expectedText?: string;
  /** How it is written, where that is not its usual spelling */
  actualText?: string;
  /** Of a documented deviation: what the baseline says; left out where it has no such key */
  baseline?: JsonValue;
  /** Larger is more urgent; see GET /api/v1/findings/groups */
  priority: number;
  /** Why the value may be meant to differ from server to server; lowers the priority */
  looksLike?: PerServerKind;
  /** Which scope decided what is expected */
  decidedBy: DecidedByView;
  /** In words: which scope decided, or why it is unreadable */
  reason: string;
  /** Why it came up, where that can be known */
  cause: CauseView;
  /** Set while a change of its file is under way */
  rollingOut?: RollingOutView;
  /** Set when a deployment wrote its file after the scan that judged it: until the next scan it is unknown whether it is still so */
  writtenSince?: WrittenSinceView;
  firstSeenAt: string;
  lastChangedAt: string;
  resolvedAt?: string;
  /** Absent: not reviewed in its present form */
  review?: FindingReviewView;
}

export interface FindingPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  findings: FindingView[];
}

export interface UnknownInstanceView {
  host: string;
  instance: string;
  /** Why its drift is not known */
  reason?: string;
}

export interface DriftReportView {
  total: number;
  /** by severity */
  bySeverity: Record<string, number>;
  /** by host */
  byHost: Record<string, number>;
  /** by instance */
  byInstance: Record<string, number>;
  /** by plugin */
  byPlugin: Record<string, number>;
  /** by kind */
  byKind: Record<string, number>;
  /** by cause; changed_between: not made through this product */
  byCause: Record<string, number>;
  /** Instances that are missing in these totals, because their status is not known */
  unknown: UnknownInstanceView[];
}

export interface FindingGroupMember {
  instance: string;
  instanceId: string;
  host: string;
  /** Id of its finding */
  findingId: string;
  firstSeenAt: string;
}

export interface PriorityReasonView {
  points: number;
  reason: string;
}

export interface FindingGroupView {
  /** The same for as long as they are alike */
  id: string;
  plugin: string;
  file: string;
  path: (string | number)[];
  key: string;
  kind: FindingKind;
  status: FindingStatus;
  /** Of all of them */
  severity: Severity;
  /** What should be there */
  expected?: JsonValue;
  /** What is there */
  actual?: JsonValue;
  /** How it is written, where that is not its usual spelling */
  expectedText?: string;
  /** How it is written, where that is not its usual spelling */
  actualText?: string;
  /** Of a documented deviation: what the baseline says; left out where it has no such key */
  baseline?: JsonValue;
  /** Of all of them */
  decidedBy: DecidedByView;
  /** Of all of them */
  reason: string;
  /** How many instances */
  count: number;
  hosts: string[];
  /** By name */
  instances: FindingGroupMember[];
  /** Why they came up, when all have the same known kind of cause: "from" is the earliest and "to" the latest of theirs, a deployment or a version is named when it is that of all */
  cause?: CauseView;
  /** When the first of them was first seen */
  since: string;
  /** Larger is more urgent: the sum of the points of "why" */
  priority: number;
  why: PriorityReasonView[];
}

export interface FindingGroupPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  groups: FindingGroupView[];
}

export interface FindingStepView {
  change: 'opened' | 'changed' | 'resolved' | 'recurred';
  at: string;
  /** The scan that saw it */
  scanId: string;
  status: FindingStatus;
  severity: Severity;
  /** What was there */
  actual?: JsonValue;
}

export interface FindingLifeView {
  steps: FindingStepView[];
}

export interface ScanRequest {
  host?: string;
  /** name or UUID of an instance */
  instance?: string;
  plugin?: string;
}

export type ScanState = 'requested' | 'running' | 'completed' | 'partial' | 'failed';

export interface ScanTicket {
  id: string;
  state: ScanState;
  /** true when an equal scan was already running and this is its id */
  joined: boolean;
}

export type InstanceScanState = 'waiting' | 'answered' | 'scanned' | 'unreachable' | 'failed';

export interface InstanceScanView {
  instanceId: string;
  instance: string;
  host: string;
  state: InstanceScanState;
  /** Why it is unreachable or failed */
  reason?: string;
  files: number;
  /** Files that could not be read from the disk, each named in the file list with the reason */
  unreadable: number;
  /** Files that were read and do not parse, each named in the file list with line and column */
  notUnderstood: number;
  /** Files that were being written when they were looked at; they are looked at again by themselves */
  unsettled: number;
}

export interface ScanView {
  id: string;
  state: ScanState;
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  requestedBy: string;
  requestedAt: string;
  startedAt?: string;
  finishedAt?: string;
  scope: ScanRequest;
  /** Why it failed or is partial */
  reason?: string;
  /** Drift and documented deviations after this scan, within its scope */
  openFindings: number;
  /** Odd values among the instances that this scan saw; of no other. Left out: it did not look for any, as it is under way, failed or saw no instance */
  outliers?: number;
  instances?: InstanceScanView[];
}

export interface ScanPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  scans: ScanView[];
}

export type OutlierState = 'majority' | 'no_majority';

export interface OutlierChoiceView {
  /** Absent: no such key */
  value?: JsonValue;
  instances: string[];
}

export interface OutlierView {
  state: OutlierState;
  plugin: string;
  file: string;
  path: (string | number)[];
  key: string;
  /** The odd one; absent without a majority */
  instance?: string;
  /** Of the odd one */
  host?: string;
  value?: JsonValue;
  /** What the others have */
  majority?: JsonValue;
  /** Without a majority: who was compared, everywhere or those of a platform or tag */
  among?: string;
  /** Without a majority: who has what, the most frequent value first */
  choices?: OutlierChoiceView[];
  /** How many instances have the most frequent value */
  agree: number;
  /** How many instances were compared */
  of: number;
}

export interface OutlierPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  outliers: OutlierView[];
  /** how many there are on all pages */
  total: number;
}

/** given: by POST /api/v1/hosts; expired: its token is too old; revoked: taken away; other-token: its agent may log in with an API token that was made otherwise; none: there is nothing it could log in with */
export type HostAccessState = 'given' | 'expired' | 'revoked' | 'other-token' | 'none';

export interface HostView {
  name: string;
  /** stale: last heartbeat older than 60 s; silent: none known */
  agent: 'alive' | 'stale' | 'silent';
  /** Age of the last heartbeat in seconds */
  agentAgeSeconds?: number;
  agentVersion?: string;
  /** false while the agent reports that it cannot reach the hub over HTTP */
  hubReachable: boolean;
  /** Seconds that the clock of the host is ahead of the hub’s, negative when behind; left out while unknown. Orders live ten minutes */
  clockSkewSeconds?: number;
  /** Instances that are on it */
  instances: number;
  /** When the hub last took a heartbeat of its agent */
  lastHeardAt?: string;
  /** Why its agent cannot find its instances, or some of them, in the words of the agent */
  discoveryError?: string;
  /** given: by POST /api/v1/hosts; expired: its token is too old; revoked: taken away; other-token: its agent may log in with an API token that was made otherwise; none: there is nothing it could log in with */
  access: HostAccessState;
  /** Since when its access is so */
  accessSince?: string;
  /** Whether a panel of amp_servers has this name */
  panel: boolean;
  /** Instances of other hosts that it claims in vain (GET /api/v1/claims) */
  claims: number;
}

export interface HostList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  hosts: HostView[];
}

export type Platform = 'paper' | 'velocity' | 'bungeecord' | 'geyser' | 'unknown';

export type DriftStatus = 'in-sync' | 'varied' | 'drifted' | 'not-judged' | 'rolling-out' | 'unknown' | 'n/a';

export type HealthState = 'healthy' | 'starting' | 'degraded' | 'stopped' | 'unknown';

export interface InstanceView {
  /** The AMP instance UUID: the identity; names are aliases */
  id: string;
  name: string;
  friendlyName: string;
  host: string;
  platform: Platform;
  drift: DriftStatus;
  health: HealthState;
  operation: 'idle' | 'running' | 'failed' | 'rolled-back';
  needsRestart: boolean;
  /** Why it needs one; of several reasons the newest */
  needsRestartReason?: string;
  /** Open findings of status drift */
  openFindings: number;
  /** Files of partly described plugins that their baselines do not hold: they have no expectation */
  notJudgedFiles?: number;
  /** Open findings of status not_judged: there is no known expectation */
  notJudged: number;
  players?: number;
  /** When it was last scanned completely */
  scannedAt?: string;
  /** Why drift is unknown or not judged, or health unknown */
  reason?: string;
  /** Set when the instance is no longer found */
  goneAt?: string;
  /** Set when a person named its host */
  assignedHost?: string;
  /** Hosts whose agent or panel says that it is theirs; they are not believed (GET /api/v1/claims) */
  claimedBy?: string[];
}

export interface InstanceList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  instances: InstanceView[];
}

export type ConfigFormat = 'yaml' | 'properties' | 'json' | 'toml' | 'hocon' | 'text';

export type FileState =
  'readable' | 'not_understood' | 'unsettled' | 'unreadable' | 'permission_denied' | 'too_large' | 'vanished';

export interface FileLikenessView {
  mode: number;
  uid: number;
  gid: number;
}

export interface ConfigFileView {
  plugin: string;
  path: string;
  format: ConfigFormat;
  state: FileState;
  /** Why it is not understood, not settled or could not be read */
  reason?: string;
  /** bytes */
  size: number;
  /** Of its bytes, where they are known, understood or not */
  sha256?: string;
  /** Mode and owner, where they were seen */
  like?: FileLikenessView;
  modifiedAt: string;
  /** When a scan last saw it differently */
  lastChangedAt: string;
}

export interface ConfigFileList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  files: ConfigFileView[];
}

export interface SeenPluginView {
  plugin: string;
  jar?: string;
  /** Whether it has a folder below plugins/ */
  hasFolder: boolean;
  firstSeenAt: string;
}

export interface SeenPluginList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  plugins: SeenPluginView[];
}

export interface MeasurementView {
  measuredAt: string;
  health: HealthState;
  players?: number;
  playersMax?: number;
  cpuPercent?: number;
  /** megabytes */
  memoryMb?: number;
  tps?: number;
}

export interface MeasurementList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  measurements: MeasurementView[];
}

export type OperationState = 'requested' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface OperationView {
  id: string;
  kind: string;
  state: OperationState;
  /** The instance it is about */
  instanceId?: string;
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  requestedBy: string;
  requestedAt: string;
  startedAt?: string;
  finishedAt?: string;
  /** What it says of itself while it runs */
  progress?: unknown;
  /** What came of it */
  result?: unknown;
  /** Why it failed or was cancelled */
  reason?: string;
}

export interface FoundInstance {
  instanceId: string;
  folder: string;
  name: string;
  friendlyName: string;
  platform: Platform;
  /** false when the id was derived from host and folder because AMP names none */
  identified: boolean;
}

export interface RestartMark {
  instanceId: string;
  reason: string;
  since: string;
}

export interface AgentHeartbeat {
  host: string;
  version: string;
  /** By the clock of the host */
  at: string;
  startedAt: string;
  pid: number;
  /** Whether the hub answered the probe before this heartbeat */
  hubReachable: boolean;
  /** Whole seconds that the clock of the host is ahead of the hub’s; left out until the hub has answered once */
  clockSkewSeconds?: number;
  instances: FoundInstance[];
  /** Why its instances, or some of them, could not be found */
  discoveryError?: string;
  /** Instances that a person on the host marked by force as needing a restart */
  restartNeeded?: RestartMark[];
}

export interface HeartbeatReceipt {
  /** Instances of it that were not taken, because what is said of them is no instance */
  refused: number;
}

export interface AddHost {
  /** Name of the host, as of its panel in amp_servers */
  name: string;
  /** true: it may have no panel in amp_servers: a machine of a controller that runs on another host, or one without AMP. Left out, a name that is in amp_servers is asked for */
  withoutPanel?: boolean;
}

export interface HostAccessFile {
  host: string;
  /** Its account in Redis */
  redisUser: string;
  tokenExpiresAt: string;
  /** The whole agent.yaml, with its secrets */
  file: string;
}

export interface RevokedAccess {
  host: string;
  /** Labels of the API tokens that speak for this host no longer, oldest first */
  tokens: string[];
}

export interface RemovedHost {
  host: string;
  /** Names of instances that no panel ever listed and that are gone with it; what was recorded of them stays */
  gone: string[];
  /** Labels of the API tokens that spoke for this host and do so no longer, oldest first */
  tokens: string[];
}

/** person: a person said so; panel: its panel lists it there; last-panel: a panel listed it there last; first-agent: no panel ever did, and the agent there reported it first */
export type OwnershipReason = 'person' | 'panel' | 'last-panel' | 'first-agent';

export interface ClaimView {
  instanceId: string;
  /** Name of the instance */
  instance: string;
  /** The host that is not believed */
  claimedBy: string;
  /** Who of that host says so */
  by: 'agent' | 'panel';
  /** What it calls the instance */
  claimedName: string;
  /** The host it belongs to */
  owner: string;
  /** person: a person said so; panel: its panel lists it there; last-panel: a panel listed it there last; first-agent: no panel ever did, and the agent there reported it first */
  because: OwnershipReason;
  since: string;
  /** Who says what, and why it is not believed */
  says: string;
  /** What holds until a person decides */
  meanwhile: string;
  /** What it may be, and who then does what; one of them ends it */
  remedies: string[];
}

export interface ClaimList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  claims: ClaimView[];
}

export interface AssignHost {
  /** Name of a host of the fleet */
  host: string;
  reason: string;
}

export interface CaptureDecision {
  /** relative to the plugin's folder */
  file: string;
  /** key path as a list */
  path: (string | number)[];
  /** put this variable in its place, which deviations.yml declares; left out: take the value although it looks per server. A secret is never taken */
  variable?: string;
}

export interface CaptureBaseline {
  plugin: string;
  /** only these files; left out: those that the baseline has, or, when it has none yet, all that were seen */
  files?: string[];
  /** name or UUID; left out: the development instance (tag dev, or the name DEV01) */
  instance?: string;
  /** only show what would be saved */
  dryRun?: boolean;
  /** Kept with the change. Never write a secret here */
  reason?: string;
  decisions?: CaptureDecision[];
}

export type CaptureStatus = 'new' | 'changed' | 'same' | 'refused';

export type WithheldReason = 'secret' | 'per_server' | 'variable' | 'documented';

/** what the baseline has in its place: what it had, nothing (left_open of deviations.yml names it then, and it is not judged), or a variable */
export type WithheldInstead = 'baseline' | 'left_out' | 'variable';

export interface WithheldValueView {
  path: (string | number)[];
  because: WithheldReason;
  look?: PerServerKind;
  /** what the baseline has in its place: what it had, nothing (left_open of deviations.yml names it then, and it is not judged), or a variable */
  instead: WithheldInstead;
}

export interface CapturedFileView {
  file: string;
  standing: CaptureStatus;
  /** why it is refused, or why there is no diff */
  reason?: string;
  /** baseline before and after as unified text, secrets masked; left out when a request is repeated under its Idempotency-Key */
  diff?: string;
  withheld: WithheldValueView[];
  /** keys that need a decision: name a variable for each */
  undecided: (string | number)[][];
  /** revision of the baseline: as it was read, or, once saved, as it is now */
  revision?: string;
}

export interface CapturedBaseline {
  plugin: string;
  instance: string;
  instanceId: string;
  /** when the instance was last looked at as a whole */
  seenAt?: string;
  /** send it as If-Match to save exactly this */
  etag: string;
  /** false: a preview */
  saved: boolean;
  files: CapturedFileView[];
  /** true: the baseline holds some files of the plugin only; what it does not hold is not judged */
  partlyDescribed: boolean;
  /** what the instance has of the plugin besides and the baseline does not take: name a file to capture it, too */
  otherFiles: string[];
  /** true: no_desired_state of deviations.yml names the plugin, so nothing is judged by its baseline */
  noDesiredState: boolean;
  /** where the plugin is missed when it is not installed: platforms that deviations.yml names, else those that have it */
  expectedOn: Platform[];
}

export interface AdoptBaselines {
  /** PLUGIN/FILE or deviations.yml; left out: everything that is refused now */
  files?: string[];
  /** Why it is right; never write a secret here */
  reason: string;
}

/** adopted: done in the bucket by others, and taken over by a person; found, vanished (older versions only): done there by an unknown author */
export type BaselineChange =
  | 'saved'
  | 'captured'
  | 'kept'
  | 'unkept'
  | 'deleted'
  | 'restored'
  | 'undone'
  | 'adopted'
  | 'found'
  | 'vanished';

export interface BaselineRevisionView {
  /** Number of the change, and version of the whole set after it */
  version: number;
  /** Empty for deviations.yml */
  plugin: string;
  path: string;
  /** adopted: done in the bucket by others, and taken over by a person; found, vanished (older versions only): done there by an unknown author */
  change: BaselineChange;
  /** ETag (without quotes) of the file since; absent: the file is gone */
  revision?: string;
  /** sha256 of the content */
  sha256?: string;
  /** bytes */
  size?: number;
  /** The version that was restored or taken back */
  of?: number;
  /** Absent: unknown */
  by?: string;
  reason?: string;
  /** When; for found ones, when it was seen */
  at: string;
}

export interface BaselinesAdopted {
  adopted: BaselineRevisionView[];
  /** Not taken over, each with its reason */
  left: string[];
}

export interface BaselineFileView {
  plugin: string;
  path: string;
  format: ConfigFormat;
  /** bytes */
  size: number;
  /** Send it as If-Match with a write */
  revision: string;
  modifiedAt?: string;
}

export interface BaselineList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  baselines: BaselineFileView[];
}

export interface BaselineRevisionPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  revisions: BaselineRevisionView[];
}

export interface ReasonOfChange {
  /** Never write a secret here */
  reason?: string;
}

export interface BaselineChanged {
  /** The new change */
  changed: BaselineRevisionView;
  /** false: it was as wanted already, and nothing was written */
  written: boolean;
}

export interface BaselineSetFile {
  plugin: string;
  path: string;
  /** The change that made it what it is here */
  version: number;
  revision: string;
  sha256: string;
  /** bytes */
  size: number;
}

export interface BaselineSet {
  /** Grows with every change; 0: nothing was ever saved */
  version: number;
  changedAt?: string;
  /** Absent: unknown */
  changedBy?: string;
  change?: BaselineChange;
  /** What was changed */
  subject?: string;
  reason?: string;
  /** sha256 over every name and content: equal sets have equal ones */
  sha256: string;
  /** By plugin and path */
  files: BaselineSetFile[];
  /** Absent: there is none */
  deviations?: BaselineSetFile;
}

/** scope_conflict, variable_conflict: scopes of equal rank disagree, so none wins and drift of that key is not judged; missing_variable: no scope gives it a value; unused_variable: declared and mentioned nowhere; not_unique, not_the_same: a rule over the fleet is broken; not_ours: it was put, changed or removed in the bucket past the hub, and nothing is judged by that */
export type ExpectationProblemKind =
  | 'scope_conflict'
  | 'variable_conflict'
  | 'missing_variable'
  | 'unused_variable'
  | 'not_unique'
  | 'not_the_same'
  | 'not_ours';

export interface ExpectationProblemView {
  /** scope_conflict, variable_conflict: scopes of equal rank disagree, so none wins and drift of that key is not judged; missing_variable: no scope gives it a value; unused_variable: declared and mentioned nowhere; not_unique, not_the_same: a rule over the fleet is broken; not_ours: it was put, changed or removed in the bucket past the hub, and nothing is judged by that */
  kind: ExpectationProblemKind;
  plugin?: string;
  file?: string;
  /** A key, or the name of a variable */
  key?: string;
  instances: string[];
  /** What is wrong, where, and what puts it right; secrets are masked */
  message: string;
}

export interface ExpectationProblemList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  problems: ExpectationProblemView[];
}

/** value: the key should have `expected`; no_key: it should not be there; conflict: scopes of equal rank disagree; not_judged: it needs a variable that has no value here, or cannot be written; not_expected_here: plugin or file does not belong on the instance; no_baseline, unreadable: not known */
export type KeyOutcome =
  'value' | 'no_key' | 'conflict' | 'not_judged' | 'not_expected_here' | 'no_baseline' | 'unreadable';

export type KeyValueSourceKind = 'baseline' | 'deviation';

export interface KeyVariableView {
  name: string;
  /** Left out: it has none on this instance. Masked where the key holds a secret. */
  value?: JsonValue;
  /** Who gives the value: a scope, or the instance, host or platform itself */
  by?: string;
  /** Line of deviations.yml */
  line?: number;
}

export interface KeyValueSourceView {
  scope: string;
  source: KeyValueSourceKind;
  /** What came of it: won, overruled, refined, expired, … */
  standing: string;
  /** Where it spoke: the key, a map above it or a key below it */
  path: (string | number)[];
  /** Left out: that the key must not be there. Secrets are masked. */
  value?: JsonValue;
  reason?: string;
  owner?: string;
  expires?: string;
  /** Line of deviations.yml */
  line?: number;
  /** The variables that the value is made of; left out when there are none */
  variables?: KeyVariableView[];
}

export interface KeyExplanationView {
  plugin: string;
  file: string;
  path: (string | number)[];
  key: string;
  instance: string;
  /** value: the key should have `expected`; no_key: it should not be there; conflict: scopes of equal rank disagree; not_judged: it needs a variable that has no value here, or cannot be written; not_expected_here: plugin or file does not belong on the instance; no_baseline, unreadable: not known */
  outcome: KeyOutcome;
  /** What it should be. Secrets are masked. */
  expected?: JsonValue;
  /** Position in `voices` of who decided */
  winner?: number;
  /** Widest scope first */
  voices: KeyValueSourceView[];
  /** In words, where the outcome needs some */
  reason?: string;
}

export interface RenderedFile {
  plugin: string;
  path: string;
  /** bytes */
  size: number;
  sha256: string;
}

export interface NotRenderedFile {
  plugin: string;
  path: string;
  reason: string;
}

export interface RenderedInstance {
  instance: string;
  instanceId: string;
  /** Version of the set of baselines that it is made from */
  version?: number;
  /** By plugin and path */
  files: RenderedFile[];
  leftOut: NotRenderedFile[];
}

export interface OperationPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  operations: OperationView[];
}

export interface AuditRecordView {
  id: string;
  at: string;
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  actor: string;
  /** In whose name it was done; absent: a program, a part of this one, or not known */
  person?: string;
  action: string;
  subject: string;
  /** Facts of the action, with the caller’s address; never a secret */
  detail: unknown;
  /** The request; the same id stands in the log */
  requestId?: string;
}

export interface AuditPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  records: AuditRecordView[];
}

export interface AuditCutView {
  rows: number;
  /** Time of the newest of them */
  until: string;
}

export interface AuditBreakView {
  /** The first row at which the chain does not hold */
  id: string;
  at?: string;
  why: string;
}

export interface AuditCheckpointsView {
  /** With how many the trail was compared: all that are kept and ours */
  compared: number;
  /** Time of the newest of them */
  newest?: string;
  /** Not believed, missing, or not to be had, each with its reason */
  refused: string[];
}

export interface AuditVerdictView {
  /** Rows that hold, before the break if there is one */
  rows: number;
  /** Hash of the newest row: kept elsewhere, it proves that nothing was cut off later */
  head: string;
  /** Old rows that were cut off; a signed anchor stands for them, and the first row that is there follows it */
  cut?: AuditCutView;
  broken?: AuditBreakView;
  /** What was noted of the trail in the bucket, signed, once an hour; left out: storage.key is not set, so nothing is noted */
  checkpoints?: AuditCheckpointsView;
}

export interface SettingView {
  path: string;
  /** In force now; of a secret only "set" or "not set" */
  value: JsonValue;
  default?: string;
  allowed: string;
  describe: string;
}

export interface SettingList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  settings: SettingView[];
}

export interface WarningView {
  /** What kind of warning it is */
  kind: 'clear-text';
  /** The group of settings in host.yaml that it is about */
  setting: string;
  /** One sentence for people */
  detail: string;
}

export interface WarningList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  warnings: WarningView[];
}

export interface TokenView {
  id: string;
  label: string;
  scopes: string[];
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  createdBy: string;
  /** The person in whose name it acts; absent: it belongs to a program or a host, or that person is gone */
  owner?: string;
  /** The role of that person now: the token can do no more than that, whatever its scopes say */
  ownerRole?: Role;
  createdAt: string;
  expiresAt: string;
  lastUsedAt?: string;
  revokedAt?: string;
}

export interface TokenList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  tokens: TokenView[];
}

export interface CreateTokenRequest {
  /** One valid token has it: shown behind your name wherever you did something with it */
  label: string;
  /** read, write, admin or agent:<host> */
  scopes: string[];
  /** days until it expires, 1 to 366 */
  days?: number;
}

export interface CreatedToken {
  id: string;
  label: string;
  scopes: string[];
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  createdBy: string;
  /** The person in whose name it acts; absent: it belongs to a program or a host, or that person is gone */
  owner?: string;
  /** The role of that person now: the token can do no more than that, whatever its scopes say */
  ownerRole?: Role;
  createdAt: string;
  expiresAt: string;
  lastUsedAt?: string;
  revokedAt?: string;
  /** Shown once and stored only as a hash; left out when a request is repeated under its Idempotency-Key */
  token?: string;
}

export interface UserView {
  id: string;
  name: string;
  role: Role;
  createdAt: string;
}

export interface UserList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  users: UserView[];
}

export interface CreateUserRequest {
  name: string;
  password: string;
  role: Role;
}

export interface ChangeUserRequest {
  role?: Role;
  password?: string;
}

export interface FileLikeness {
  /** permission bits */
  mode: number;
  /** user that owns it */
  uid: number;
  /** group that owns it */
  gid: number;
}

export interface ManifestFile {
  path: string;
  /** bytes */
  size: number;
  modifiedAt: string;
  state: FileState;
  /** Present when the file could be read */
  sha256?: string;
  /** Left out where the access cannot tell */
  like?: FileLikeness;
  /** Why it could not be read */
  reason?: string;
}

export interface ManifestJar {
  path: string;
  size: number;
  modifiedAt: string;
}

export interface InstanceManifest {
  scanId: string;
  instanceId: string;
  host: string;
  takenAt: string;
  files: ManifestFile[];
  jars: ManifestJar[];
  /** Names of the folders directly below plugins/ */
  pluginFolders: string[];
  /** Set when the instance folder could not be read at all */
  error?: string;
}

export interface ManifestReceipt {
  /** sha256 of the contents the hub wants in one pack */
  missing: string[];
}

export interface PackReceipt {
  /** Contents stored */
  stored: number;
  /** sha256 of contents that the pack did not bring */
  missing: string[];
}

export interface SignedJob {
  /** JSON of AgentJobText */
  text: string;
  /** Ed25519 over the bytes of text, base64 */
  signature: string;
}

export type RefusedJobKind = 'altered' | 'unknown' | 'not_signed' | 'other_host';

export interface RefusedJob {
  jobId: string;
  kind: RefusedJobKind;
}

export interface RefusedJobs {
  host: string;
  jobs: RefusedJob[];
  /** How many more there were */
  more?: number;
}

export interface KeyChangeRequest {
  op: 'set' | 'unset' | 'insert';
  /** key path as a list, never joined by dots */
  path: (string | number)[];
  /** new value; left out for unset. Whole numbers beyond 2^53 are refused: they are rounded on the way */
  value?: JsonValue;
}

export interface FileChangeRequest {
  /** names or UUIDs of instances */
  instances: string[];
  plugin: string;
  /** relative to the plugin's folder */
  file: string;
  edits?: KeyChangeRequest[];
  /** the whole new content, instead of edits */
  content?: string;
  /** true deletes the file; never follows from leaving something out */
  remove?: boolean;
}

export interface InstanceChangeRequest {
  /** names or UUIDs of instances */
  instances: string[];
  /** only these plugins, _server for the files of the server; left out: all that belong there */
  plugins?: string[];
}

export interface ChangeRequest {
  title: string;
  /** findings to put right, by id */
  findings?: string[];
  /** findings of extra files that shall be deleted, by id. Never a part of making things the same: needs expectDeletions */
  deletions?: string[];
  /** how many files you expect to be deleted; another number than deletions has is refused with 409 */
  expectDeletions?: number;
  changes?: FileChangeRequest[];
  /** bring these instances to their desired state */
  desired?: InstanceChangeRequest[];
  /** with findings or desired: lay down the files of plugins that are not installed yet, so that they are there before the first boot; the JAR itself comes from the updater */
  prepareMissingPlugins?: boolean;
  /** write whole texts that no server could load as they are; without it they are refused with line and column. Each is a risk of the plan */
  asIs?: boolean;
  /** restore this backup */
  backup?: string;
  /** with backup: only these files */
  files?: string[];
}

export type PlanState =
  'making' | 'open' | 'approved' | 'running' | 'done' | 'empty' | 'failed' | 'rejected' | 'expired' | 'stale';

export interface ApprovalView {
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  by: string;
  verdict: 'approve' | 'reject';
  comment?: string;
  at: string;
  /** true for an approval that counts no more, for good: the person who gave it was demoted or removed since, or got another password from an admin */
  lapsed?: boolean;
}

export interface PlanKeyView {
  path: (string | number)[];
  /** As text; left out: the key is not there now */
  before?: string;
  /** As text; left out: the key goes */
  after?: string;
  /** Why it changes */
  because: string;
}

export interface PlanFileView {
  /** Relative to the server folder */
  path: string;
  /** _server for the files of the server */
  plugin: string;
  kind: 'config' | 'jar';
  /** sha256 of the content now; null: no such file */
  before: string | null;
  /** sha256 of the content then; null: it is deleted */
  after: string | null;
  /** Keys that are edited; empty where a whole file is written */
  keys: PlanKeyView[];
  /** How its keys are read; left out for JARs, deletions and files that are no configuration */
  format?: ConfigFormat;
  /** As which keys the server sees the file */
  view?: 'plain' | 'bukkit';
  /** What separates steps in the bukkit view; else a dot */
  separator?: string;
  /** Its plugin is not installed yet: the file waits for its first boot */
  beforeFirstBoot?: boolean;
  /** Mode and owner that it has, where they matter */
  likeBefore?: FileLikenessView;
  /** Mode and owner that the order must bring */
  likeAfter?: FileLikenessView;
  /** Why it is written or deleted as a whole; edits say why at each key */
  because?: string;
}

export type RiskKind =
  | 'players_online'
  | 'platform_mismatch'
  | 'not_understood_target'
  | 'secret_involved'
  | 'deletion'
  | 'instance_stopped'
  | 'plugin_not_installed'
  | 'would_not_load'
  | 'type_change'
  | 'new_drift'
  | 'fleet_rule';

export interface PlanRiskView {
  kind: RiskKind;
  /** In words */
  message: string;
}

export interface PlanInstanceView {
  instanceId: string;
  name: string;
  host: string;
  platform: Platform;
  files: PlanFileView[];
  /** Whether it is restarted afterwards */
  restart: boolean;
  risks: PlanRiskView[];
}

export interface PlanWaveView {
  name: string;
  instances: PlanInstanceView[];
}

export interface PlanRefusalView {
  /** Id of the instance; where no instance has the name that was asked for, that name */
  instanceId: string;
  path: string;
  reason: string;
}

export interface PlanContentView {
  /** In the order in which they run */
  waves: PlanWaveView[];
  /** Nothing is left out silently */
  refusals: PlanRefusalView[];
}

export interface PlanRight {
  allowed: boolean;
  /** In words for the caller; absent when it is allowed */
  whyNot?: string;
}

export interface PlanRights {
  approve: PlanRight;
  reject: PlanRight;
  start: PlanRight;
}

/** what became of its deployment; absent while it was not run or is under way */
export type PlanOutcome = 'flagged' | 'succeeded' | 'failed' | 'stopped' | 'cancelled' | 'taken_back';

export interface PlanView {
  id: string;
  title: string;
  state: PlanState;
  /** sha256 over everything that will happen; an approval is bound to it */
  hash?: string;
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  createdBy: string;
  createdAt: string;
  expiresAt: string;
  /** approvals needed */
  needs: number;
  /** approvals that count, of those needed */
  given: number;
  /** whether its author may be one of those who approve */
  selfApproval: boolean;
  approvals: ApprovalView[];
  /** why it is stale, empty or failed, or open again after it was approved */
  reason?: string;
  /** instances that would change */
  instances: number;
  /** files that would change */
  files: number;
  /** instances that would be restarted */
  restarts: number;
  /** waves, files, keys before and after, risks, refusals; absent while it is made, and in lists */
  plan?: PlanContentView;
  /** what you may do about it now; absent in lists, and where it was only asked for */
  youMay?: PlanRights;
  /** the deployment that ran it */
  deploymentId?: string;
  /** what became of its deployment; absent while it was not run or is under way */
  outcome?: PlanOutcome;
}

export interface PlanPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  plans: PlanView[];
}

export type PlannedFileChange = 'deleted' | 'new' | 'replaced' | 'edited' | 'jar';

export interface PlannedContentView {
  sha256: string;
  /** bytes; left out when the content is not at hand */
  size?: number;
  /** what it is, by its first bytes */
  kind?: string;
}

export type PlannedKeyChange = 'removed' | 'added' | 'changed' | 'reordered';

export interface PlannedKeyView {
  path: (string | number)[];
  change: PlannedKeyChange;
  /** left out: the key is not there now */
  before?: string;
  /** left out: the key goes */
  after?: string;
  /** whether a secret, which is masked, changes with it */
  hidden: boolean;
  /** why, where the plan names the key; left out: it changes along */
  because?: string;
}

export interface PlannedFileView {
  /** relative to the server folder */
  path: string;
  plugin: string;
  what: PlannedFileChange;
  because?: string;
  /** left out: there is no file now */
  before?: PlannedContentView;
  /** left out: there will be no file */
  after?: PlannedContentView;
  /** every key whose meaning changes, removed ones first; left out where a side cannot be read by key */
  keys?: PlannedKeyView[];
  /** unified diff of the text */
  diff?: string;
  /** the whole text of a file that comes or goes */
  text?: string;
  /** whether a secret changes; left out when the keys do not tell */
  hiddenChanges?: boolean;
  /** why something is not shown, and what no text shows */
  notes: string[];
}

export interface PlannedChangesView {
  planId: string;
  /** of the plan that was read */
  hash: string;
  instanceId: string;
  instance: string;
  /** files that are deleted first */
  files: PlannedFileView[];
}

export interface DecidePlan {
  /** the hash of the plan that was read; another one is refused with 409 */
  hash: string;
  comment?: string;
}

export interface StartDeployment {
  planId: string;
  hash: string;
  /** instances changed at the same time on one host */
  perHost?: number;
  /** how long to wait for players to leave before a restart, seconds */
  waitForEmptySeconds?: number;
  /** stop each running server before its files are changed and start it after, in place of a restart: for plugins that write their old configuration back when they stop */
  whileStopped?: boolean;
  /** write and verify now, restart nothing: instances that need a restart become flagged, and their verdict comes after whichever restart is asked for next */
  restartLater?: boolean;
}

/** what kind that is: what takes a rollback back gives the change again */
export type DeploymentKind = 'apply' | 'rollback' | 'restart' | 'stop' | 'start';

export interface TakenBackView {
  /** the deployment that takes it back */
  deploymentId: string;
  /** false while that is under way */
  isDone: boolean;
}

export interface DeploymentProgress {
  /** instances to which nothing more happens by itself; one that waits for a restart is not among them */
  done: number;
  of: number;
  /** the same for people */
  words: string;
}

export type DeploymentState =
  | 'waiting'
  | 'running'
  | 'paused'
  | 'flagged'
  | 'stopping'
  | 'succeeded'
  | 'failed'
  | 'stopped'
  | 'cancelled';

export type InstanceChangeState =
  | 'queued'
  | 'looking'
  | 'stopping'
  | 'applying'
  | 'starting-again'
  | 'applied'
  | 'flagged'
  | 'restarting'
  | 'starting'
  | 'judging'
  | 'inconclusive'
  | 'looking-back'
  | 'stopping-back'
  | 'rolling-back'
  | 'restarting-back'
  | 'starting-back'
  | 'passed'
  | 'refused'
  | 'undone'
  | 'skipped'
  | 'rolled-back'
  | 'unwell'
  | 'stuck';

export type Verdict = 'pass' | 'fail' | 'inconclusive';

export interface InstanceChangeView {
  instanceId: string;
  instance: string;
  host: string;
  wave: number;
  state: InstanceChangeState;
  verdict?: Verdict;
  reason?: string;
  /** nothing was backed up or written there, because its files were as they are to be already; left-alone: no restart was needed, because its server is known to have read them so, or is stopped; restart: it is not known to have, so it is or was restarted */
  asPlanned?: 'left-alone' | 'restart';
  changedAt: string;
}

export interface DeploymentView {
  id: string;
  planId?: string;
  planHash?: string;
  /** the deployment that it takes back */
  undoes?: string;
  /** what kind that is: what takes a rollback back gives the change again */
  undoesKind?: DeploymentKind;
  /** what has taken it back, or is doing so; what was taken back itself does not count */
  takenBack?: TakenBackView;
  /** whether the action rollback makes sense now, as far as its own record says; later changes of the same keys may still stand in the way */
  canBeTakenBack: boolean;
  progress: DeploymentProgress;
  kind: DeploymentKind;
  state: DeploymentState;
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  requestedBy: string;
  requestedAt: string;
  finishedAt?: string;
  reason?: string;
  instances: InstanceChangeView[];
}

export interface DeploymentPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  deployments: DeploymentView[];
}

export interface DeploymentControl {
  /** pause: nothing new is started; accept: instances without a clear verdict count as passed, in your name; stop-and-undo: everything changed so far gets back what it had */
  action: 'pause' | 'resume' | 'accept' | 'stop-and-undo';
}

export interface DeployRequest {
  instances: string[];
  /** else it names the instances */
  title?: string;
  plugins?: string[];
  /** lay down the files of plugins that are missing, before their first boot */
  prepareMissingPlugins?: boolean;
}

export interface RestartRequest {
  /** names or ids */
  instances?: string[];
  /** every instance */
  all?: boolean;
  /** how many instances you mean; another number is refused with 409 */
  expect?: number;
  /** countdown on the server console, seconds */
  countdownSeconds?: number;
  /** all instances that need a restart */
  flagged?: boolean;
}

export interface StopRequest {
  /** names or ids */
  instances?: string[];
  /** every instance */
  all?: boolean;
  /** how many instances you mean; another number is refused with 409 */
  expect?: number;
  /** countdown on the server console, seconds */
  countdownSeconds?: number;
}

export interface StartRequest {
  /** names or ids */
  instances?: string[];
  /** every instance */
  all?: boolean;
  /** how many instances you mean; another number is refused with 409 */
  expect?: number;
}

export interface HoldView {
  id: string;
  instanceId: string;
  instance: string;
  reason: string;
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  by: string;
  since: string;
  until?: string;
  /** the plan that was rolled back here; the same change is refused again */
  rejectedPlanHash?: string;
}

export interface HoldList {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  holds: HoldView[];
}

export interface CreateHold {
  instance: string;
  reason: string;
  until?: string;
}

export interface NeedsRestart {
  reason: string;
}

export interface NeedsNoRestart {
  reason: string;
}

export interface ChangesAllowed {
  allowed: boolean;
  /** when that turns */
  until?: string;
  sentence: string;
}

export interface SignedOrder {
  /** The order as canonical JSON: what is signed */
  text: string;
  /** Of the text, base64 */
  signature: string;
}

export interface BackupReceipt {
  orderId: string;
  /** sha256 of every content that was read back */
  verified: string[];
}

export type OrderOutcome = unknown;

export type InspectionReport = unknown;

export interface HostRestartRequest {
  /** sent again it is the same restart */
  requestId: string;
  /** UUIDs of instances of the host */
  instances: string[];
  reason?: string;
  /** countdown on the server console, seconds */
  countdownSeconds?: number;
}

export interface HostRestartMarks {
  /** UUIDs of instances of the host */
  instances: string[];
  reason: string;
}

export interface HostFenceRequest {
  instanceId: string;
  reason?: string;
}

export interface NewestFence {
  fence: number;
}

export type LocalActionKind = 'restart' | 'mark-restart-needed';

export type LocalActionEnd = 'done' | 'failed' | 'unknown';

export interface LocalActionReport {
  actionId: string;
  host: string;
  instanceId: string;
  action: LocalActionKind;
  /** why the hub was not waited for, in the words of the person who did it */
  reason: string;
  /** when it was begun, by the clock of the host */
  at: string;
  end: LocalActionEnd;
  /** how it was done, or why it failed */
  detail?: string;
}

export interface LocalActionReceipt {
  recorded: boolean;
}

export interface ReviewFinding {
  verdict: FindingVerdict;
  /** Never write a secret here */
  comment?: string;
}

export interface KeepFinding {
  reason: string;
  /** Who answers for it; the caller unless given */
  owner?: string;
  /** From this day on it counts no more */
  until?: string;
  /** Keep the whole file of the key: its content is its own from now on, and is not compared */
  wholeFile?: boolean;
}

export interface KeptFinding {
  for: string;
  /** ETag (without quotes) of the new deviations.yml */
  revision: string;
  /** The scan that was asked for */
  scanId: string;
}

export interface IgnoreFinding {
  reason: string;
  /** On every instance, not on this one only */
  everywhere?: boolean;
}

export interface VerifyBackupsRequest {
  /** share of all backups, those read longest ago first; left out: as set */
  percent?: number;
}

export interface AdoptBackupsRequest {
  /** also adopt what the database has no record of: anyone with write access to the bucket may have put it there */
  unknown?: boolean;
}

export type BackupCause = 'before-change' | 'before-restore' | 'schedule' | 'by-hand';

export interface BackupView {
  id: string;
  host: string;
  instanceId: string;
  instance: string;
  plugin: string;
  takenAt: string;
  cause: BackupCause;
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  takenBy: string;
  reason?: string;
  deploymentId?: string;
  /** how many files */
  files: number;
  /** bytes */
  bytes: number;
  /** when every byte was last read back */
  verifiedAt?: string;
  /** what was wrong then */
  damage?: string;
  /** true when takenAt is a time to come: the clock of the program that took it was wrong, so the real time is unknown; listed last */
  fromFuture?: boolean;
}

export interface BackupPage {
  /** Send it as ?after= to read on; absent on the last page */
  next?: string;
  /** How many items are on this page */
  count: number;
  backups: BackupView[];
}

export interface BackupFileOrigin {
  /** id of the backup */
  backup: string;
  /** when that one was taken */
  takenAt: string;
  /** held: as it was then; written: what the change wrote for which that backup was taken */
  how: 'held' | 'written';
}

export interface BackupFile {
  /** relative to the server folder */
  path: string;
  /** sha256 of the content; null = there was no such file */
  sha256: string | null;
  /** bytes */
  size: number;
  /** permission bits, where the host has them */
  mode?: number;
  /** user that owns it, as a number of its host */
  uid?: number;
  /** group that owns it */
  gid?: number;
  /** in a backup that was put together from others */
  from?: BackupFileOrigin;
}

export interface BackupLeftOut {
  /** relative to the server folder */
  path: string;
  state: FileState;
  /** why its bytes were not known */
  reason?: string;
}

export interface BackupDetail {
  id: string;
  host: string;
  instanceId: string;
  instance: string;
  plugin: string;
  takenAt: string;
  cause: BackupCause;
  /** Who did it: a person, a person with the token that they used, or token:<label> of a program */
  takenBy: string;
  reason?: string;
  deploymentId?: string;
  /** how many files */
  files: number;
  /** bytes */
  bytes: number;
  /** when every byte was last read back */
  verifiedAt?: string;
  /** what was wrong then */
  damage?: string;
  /** true when takenAt is a time to come: the clock of the program that took it was wrong, so the real time is unknown; listed last */
  fromFuture?: boolean;
  /** sha256 of the plan whose run it was taken for */
  planHash?: string;
  /** every file, by path */
  contents: BackupFile[];
  /** what was there and is not in it, each with its reason; left out when it holds all */
  leftOut?: BackupLeftOut[];
}

export type BackupFileStatus = 'same' | 'changed' | 'gone' | 'added' | 'unknown';

export interface BackupFileDifference {
  path: string;
  /** sha256 then; left out: there was no such file */
  then?: string;
  /** sha256 now; left out: there is no such file, or it cannot be read */
  now?: string;
  standing: BackupFileStatus;
  /** unified text, secrets masked; left out for what is no text */
  diff?: string;
  /** why it is unknown, or why there is no text */
  reason?: string;
}

export interface BackupDifference {
  backup: BackupView;
  /** when its files were looked at; left out: never completely */
  seenAt?: string;
  /** set when the agent did not answer: then "now" is what the last scan saw, and this says so with its age */
  silent?: string;
  /** by path */
  files: BackupFileDifference[];
  /** files that are not the same */
  different: number;
}

export interface TakeBackupsRequest {
  /** only the instances of this host */
  host?: string;
  /** name or UUID */
  instance?: string;
  /** only this plugin; _server for the files of the server */
  plugin?: string;
  reason?: string;
}

export interface RestoreInstanceRequest {
  /** name or UUID */
  instance: string;
  at: string;
  /** only these plugins */
  plugins?: string[];
  title?: string;
  /** restore files that no server could load, too; each is a risk of the plan */
  asIs?: boolean;
}

export interface RestoreBackupRequest {
  /** only these files; left out: all that existed then */
  files?: string[];
  title?: string;
  /** restore files that no server could load, too; each is a risk of the plan */
  asIs?: boolean;
}

export interface UnknownKeyView {
  /** id of the key */
  key: string;
  /** contents that lie under it and cannot be read */
  contents: number;
}

export interface ContentFormsView {
  /** encrypted under storage.key */
  current: number;
  /** encrypted under one of storage.earlier_keys */
  earlier: number;
  /** not encrypted */
  plain: number;
  /** encrypted under a key that the settings do not have: they cannot be read */
  unknown: number;
}

export interface StorageView {
  /** id of storage.key, which tells nothing of it; left out: none is set, and nothing is signed or encrypted */
  key?: string;
  /** how many earlier keys still read */
  earlierKeys: number;
  /** ids of keys under which contents lie and which are neither storage.key nor among storage.earlier_keys */
  unknownKeys: string[];
  /** the same keys, with what lies under each */
  unknownContents: UnknownKeyView[];
  /** whether new contents are encrypted */
  encrypts: boolean;
  /** contents of files, as scans saw them */
  snapshots: ContentFormsView;
  /** contents of backups */
  backups: ContentFormsView;
}

export interface ForgetKey {
  /** id of the key, as unknownKeys tells it */
  key: string;
  /** How many contents lie under it, as unknownContents tells it: refused when it is another number by now */
  contents: number;
}

/** Stable; programs may rely on it */
export type ProblemCode =
  | 'auth.required'
  | 'auth.wrong-credentials'
  | 'auth.token-expired'
  | 'auth.forbidden'
  | 'auth.csrf'
  | 'auth.rate-limited'
  | 'request.invalid'
  | 'request.too-large'
  | 'request.unsupported-media-type'
  | 'request.method-not-allowed'
  | 'request.too-slow'
  | 'request.headers-too-large'
  | 'resource.not-found'
  | 'resource.conflict'
  | 'host.has-access'
  | 'host.in-use'
  | 'resource.busy'
  | 'baseline.revision-mismatch'
  | 'baseline.precondition-required'
  | 'baseline.invalid'
  | 'plan.stale'
  | 'plan.other-hash'
  | 'plan.not-decidable'
  | 'plan.self-approval'
  | 'plan.no-person'
  | 'deployment.outside-window'
  | 'deployment.held'
  | 'deployment.no-order-key'
  | 'deployment.not-steerable'
  | 'deployment.overtaken'
  | 'request.replayed'
  | 'request.in-progress'
  | 'settings.invalid'
  | 'settings.unreadable'
  | 'hub.unreachable'
  | 'agent.unreachable'
  | 'amp.unreachable'
  | 'amp.login-failed'
  | 'amp.refused'
  | 'amp.instance-down'
  | 'amp.bad-answer'
  | 'queue.unavailable'
  | 'queue.not-writable'
  | 'queue.evicting'
  | 'queue.unknown-version'
  | 'queue.no-accounts'
  | 'queue.job-refused'
  | 'database.unavailable'
  | 'database.not-writable'
  | 'database.busy'
  | 'database.newer'
  | 'database.not-migrated'
  | 'artifacts.unavailable'
  | 'artifacts.unsuitable'
  | 'artifacts.corrupt'
  | 'artifacts.not-authentic'
  | 'instance.busy'
  | 'lease.lost'
  | 'internal';

export interface FieldErrorView {
  field: string;
  message: string;
  /** where it is in a JSON body (RFC 6901) */
  pointer?: string;
}

export interface ProblemView {
  /** urn:archivesmp:problem: and the code */
  type: string;
  /** The code in words */
  title: string;
  /** Of the answer */
  status: number;
  /** Stable; programs may rely on it */
  code: ProblemCode;
  /** What happened */
  detail: string;
  /** What to do */
  help: string;
  /** Id of the request; quote it to the operator of the hub */
  instance: string;
  errors?: FieldErrorView[];
}

/** Any JSON value */
export type JsonValue = unknown;
