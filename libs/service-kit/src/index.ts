export { Secret } from './settings/secret.js';
export * from './settings/setting.js';
export { settingSpecs, type SettingsClass, type SettingSpec } from './settings/setting-spec.js';
export { loadSettings, parseSettings, settingsPath, type SettingsSource } from './settings/load-settings.js';
export { SettingsProblem } from './settings/settings-problem.js';
export { tooWideOf } from './settings/key-file.js';
export { storageKeyTexts, storageMistakes } from './settings/topics/storage-settings.js';
export { wrongSetting, wrongSettings } from './settings/setting-origin.js';
export { settingsTable, withSettingsTable } from './settings/settings-table.js';
export { markdownTable } from './markdown/markdown-table.js';
export { withSection } from './markdown/with-section.js';
export { AmpServerSettings } from './settings/topics/amp-server-settings.js';
export { RetentionSettings } from './settings/topics/retention-settings.js';
export { ChangeWindowSettings, DeploymentSettings } from './settings/topics/deployment-settings.js';
export { DriftSettings } from './settings/topics/drift-settings.js';
export { HOST_SETTINGS_PATH, HostSettings } from './settings/topics/host-settings.js';
export { HttpSettings, ListenSettings, ServerTlsSettings } from './settings/topics/http-settings.js';
export { LOG_LEVELS, LoggingSettings, type LogLevel } from './settings/topics/logging-settings.js';
export { MariadbOptions, MariadbSettings } from './settings/topics/mariadb-settings.js';
export { MinioSettings } from './settings/topics/minio-settings.js';
export { RedisSettings, type RedisConnection } from './settings/topics/redis-settings.js';
export { TransportSettings } from './settings/topics/transport-settings.js';
export { clearTextLines, linesOf, type HasLines, type Line } from './transport/line.js';
export { webLine } from './settings/outgoing-line.js';
export { trustOf } from './settings/trust-of.js';
export { createLog, type Log, type LogOptions } from './log/create-log.js';
export { logContext, withLogContext, type LogContext } from './log/log-context.js';
export { maskSecrets } from './log/mask-secrets.js';
export { LABELS, Metrics, type LabelName, type MetricKind, type MetricOptions } from './metrics/metrics.js';
export { observeJobs, observeQueues, type EndedJob, type JobMetricsOptions } from './metrics/job-metrics.js';
export { metricsTable } from './metrics/metrics-table.js';
export { Health, type DependencyHealth, type HealthCheck } from './health/health.js';
export { ProblemFilter, problemDetails } from './problem/problem.filter.js';
export { toProblem } from './problem/to-problem.js';
export { validateDto, ValidationPipe } from './problem/validation.pipe.js';
export { LOG, SERVICE, type ServiceIdentity, type InjectionToken } from './service/service-identity.js';
export { GuardedRoute, OpenRoute, ROUTE_ACCESS, type RouteAccess } from './service/route-access.js';
export { ServiceKitModule, type Kit } from './boot/service-kit.module.js';
export {
  bootService,
  createService,
  type BootOptions,
  type RunningService,
  type ServiceDefinition,
} from './boot/boot-service.js';
export { isParsed } from './boot/is-parsed.js';
export { cutOffSlowBodies } from './boot/refuse-unreadable.js';
export { StillUnavailable, type Prerequisite } from './boot/prerequisite.js';
export { runService, stopServices, STOP_WITHIN_MS } from './boot/run-services.js';
