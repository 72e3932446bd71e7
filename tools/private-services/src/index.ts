export {
  PortInUse,
  ProcessFailed,
  processRecord,
  startProcess,
  stopProcess,
  type ProcessPlan,
} from './background-process.js';
export { freePort, isFreePort } from './free-port.js';
export { describeHolder, portHolder, type PortHolder } from './port-holder.js';
export { OwnCa, type CertificateFiles } from './own-ca.js';
export { logTail } from './log-tail.js';
export { connectionOf } from './mariadb-connection.js';
export { PRIVATE_NAME } from './tls-settings.js';
export { DATABASE_PATTERN, startPrivateMariadb, type PrivateMariadbPlan } from './private-mariadb.js';
export { startPrivateRedis, type PrivateRedisPlan } from './private-redis.js';
export {
  RADOSGW_PROCESSES,
  RADOSGW_PROGRAMS,
  startPrivateRadosgw,
  stopPrivateRadosgw,
  type PrivateRadosgwPlan,
} from './private-radosgw.js';
export {
  HARD_SERVICES,
  startHardServices,
  type HardServices,
  type HardServicesPlan,
} from './private-hard-services.js';
export { startPrivateS3, type PrivateS3Plan } from './private-s3.js';
export {
  PRIVATE_SERVICES,
  startPrivateServices,
  stopPrivateServices,
  type PrivateServiceName,
  type PrivateServicesPlan,
} from './private-services.js';
export { isAlive, readRecord, recordOf, removeRecord, type ProcessRecord } from './process-record.js';
export {
  locateBinary,
  MissingBinary,
  PACKAGES,
  requireBinary,
  type ServiceProgram,
} from './service-binary.js';
export { serviceSecrets, type ServiceSecrets } from './service-secrets.js';
export type {
  PrivateMariadbSettings,
  PrivateServiceSettings,
  PrivateRedisSettings,
  S3Settings,
} from './service-settings.js';
export { storeSettings, type StoreCorner } from './store-settings.js';
export { until } from './waiting.js';
