/**
 * The words everyone uses, as closed lists and plain types: no decorator, no class, no dependency,
 * so that the pure engines and the command line can import them for nothing.
 */

/** What kind of server an instance runs. Never deploy across platforms (capability A25). */
export const PLATFORMS = ['paper', 'velocity', 'bungeecord', 'geyser', 'unknown'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Whether players come in through it to servers behind it. */
export const isProxy = (platform: Platform): boolean =>
  platform === 'velocity' || platform === 'bungeecord' || platform === 'geyser';

/** How a configuration file is read. `text` is compared as lines and never edited by key. */
export const CONFIG_FORMATS = ['yaml', 'properties', 'json', 'toml', 'hocon', 'text'] as const;
export type ConfigFormat = (typeof CONFIG_FORMATS)[number];

/**
 * What files of a format hold: lines, without known keys; keys whose values are texts, whatever they look like; keys whose
 * values have types.
 */
export const FORMAT_HOLDS = {
  yaml: 'types',
  properties: 'texts',
  json: 'types',
  toml: 'types',
  hocon: 'types',
  text: 'lines',
} as const satisfies Record<ConfigFormat, 'lines' | 'texts' | 'types'>;

/** One way in which a file can differ from what it should be. */
export const FINDING_KINDS = [
  'wrong_value',
  'missing_key',
  'extra_key',
  'type_change',
  'list_order',
  'missing_file',
  'extra_file',
  'not_understood',
  'unreadable',
  'missing_plugin',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What a finding of each kind is about: what a key holds, whether it is there, the file as a whole, what can be read of it, its plugin. */
export const FINDING_SUBJECTS = {
  wrong_value: 'value',
  missing_key: 'key',
  extra_key: 'key',
  type_change: 'value',
  list_order: 'value',
  missing_file: 'file',
  extra_file: 'file',
  not_understood: 'reading',
  unreadable: 'reading',
  missing_plugin: 'plugin',
} as const satisfies Record<FindingKind, 'value' | 'key' | 'file' | 'reading' | 'plugin'>;

/** Kinds of findings about one thing. */
export const findingKindsOf = (subject: (typeof FINDING_SUBJECTS)[FindingKind]): FindingKind[] =>
  FINDING_KINDS.filter((kind) => FINDING_SUBJECTS[kind] === subject);

/**
 * `documented` = a deviation allows it; `drift` = no rule allows the difference; `not_judged` = it is not known what should be
 * there, so that it is neither drift nor as it should be; the reason says why.
 */
export const FINDING_STATUSES = ['drift', 'documented', 'not_judged'] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

/**
 * Who decided what a finding expects: the baseline itself, a deviation of one of the scopes (from the widest to the
 * narrowest), or none, as for a file that cannot be read.
 */
export const DECIDERS = ['baseline', 'universal', 'platform', 'host', 'tag', 'instance', 'none'] as const;
export type Decider = (typeof DECIDERS)[number];

/** Why a value may be meant to differ from server to server. */
export const PER_SERVER_KINDS = ['instance_name', 'uuid', 'port', 'prefix', 'server_name'] as const;
export type PerServerKind = (typeof PER_SERVER_KINDS)[number];

/**
 * Why a finding came up, as far as it can be known: a change of ours, the server or a plugin at a start, a person or a start between
 * two readings (not known which), something else between two readings, another baseline or deviation, an update of the plugin; `first_look`: it was not read before; `unknown`: nothing proves a cause.
 */
export const CAUSES = [
  'our_change',
  'at_start',
  'start_between',
  'changed_between',
  'desired_changed',
  'update',
  'first_look',
  'unknown',
] as const;
export type CauseKind = (typeof CAUSES)[number];

/** From most to least urgent. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Life cycle of a finding over scans. `recurred` = open again after it had been resolved. */
export const FINDING_STATES = ['open', 'recurred', 'resolved'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** What a person made of a finding. Not looked at = `pending`; what was put right is `resolved`, a state. */
export const FINDING_VERDICTS = ['pending', 'approved-good', 'flagged-bad'] as const;
export type FindingVerdict = (typeof FINDING_VERDICTS)[number];

/** Whether most of the instances that were compared agree, so that the others are outliers; else there are none. */
export const OUTLIER_STATES = ['majority', 'no_majority'] as const;
export type OutlierState = (typeof OUTLIER_STATES)[number];

/** `partial` = finished, but at least one instance did not answer or could not be read. */
export const SCAN_STATES = ['requested', 'running', 'completed', 'partial', 'failed'] as const;
export type ScanState = (typeof SCAN_STATES)[number];

/** Where one instance stands within one scan. */
export const INSTANCE_SCAN_STATES = ['waiting', 'answered', 'scanned', 'unreachable', 'failed'] as const;
export type InstanceScanState = (typeof INSTANCE_SCAN_STATES)[number];

/**
 * What is known of a config file. `readable`: its bytes, and what they mean. `not_understood`: its bytes, but they do not parse
 * (the reason names line and column). `unsettled`: it is there and was being written when it was looked at; it is looked at
 * again. The others could not be read from the disk.
 */
export const FILE_STATES = [
  'readable',
  'not_understood',
  'unsettled',
  'unreadable',
  'permission_denied',
  'too_large',
  'vanished',
] as const;
export type FileState = (typeof FILE_STATES)[number];

/** States of files whose bytes are known: they can be backed up, compared as text, restored and replaced. */
export const STATES_WITH_BYTES = ['readable', 'not_understood'] as const satisfies readonly FileState[];

/** Whether the bytes of a file in this state are known, whether or not they are understood. */
export const hasKnownBytes = (state: FileState): boolean =>
  (STATES_WITH_BYTES as readonly FileState[]).includes(state);

/**
 * Drift status of an instance; what did not answer is `unknown`, never the last colour, and one of which no baseline says anything,
 * or of which some keys cannot be judged, is `not-judged`, never in sync.
 */
export const DRIFT_STATUSES = [
  'in-sync',
  'varied',
  'drifted',
  'not-judged',
  'rolling-out',
  'unknown',
  'n/a',
] as const;
export type DriftStatus = (typeof DRIFT_STATUSES)[number];

export const OPERATION_STATES = ['requested', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

export const HEALTH_STATES = ['healthy', 'starting', 'degraded', 'stopped', 'unknown'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** viewer < operator < admin; an agent may only deliver results of its own host. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What an API token may do; `agent:<host>` is the scope of a client-agent. */
export const TOKEN_SCOPES = ['read', 'write', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number] | `agent:${string}`;

/** What could go wrong, or disturb players; each is shown before approval. */
export const RISK_KINDS = [
  'players_online',
  'platform_mismatch',
  'not_understood_target',
  'secret_involved',
  'deletion',
  'instance_stopped',
  'plugin_not_installed',
  'would_not_load',
  'type_change',
  'new_drift',
  'fleet_rule',
] as const;
export type RiskKind = (typeof RISK_KINDS)[number];

/** Path of a key: map keys as text, list indexes as numbers. Never joined by dots inside the program. */
export type KeyPath = readonly (string | number)[];

/** How a key path is shown: joined with dots, nothing escaped; a key without a name as `""`, a whole file as nothing. */
export function showKey(path: KeyPath): string {
  return path.map((step) => (step === '' ? '""' : String(step))).join('.');
}

/**
 * The reserved plugin name under which the server's own files are kept (server.properties, bukkit.yml,
 * config/paper-global.yml, velocity.toml ...). Its root is the server folder instead of `plugins/<Plugin>`.
 */
export const SERVER_FILES = '_server';

/** A heartbeat older than this is stale: shown grey, never in its last colour. Invariant I10 asks for at most 90 s. */
export const HEARTBEAT_STALE_SECONDS = 60;
