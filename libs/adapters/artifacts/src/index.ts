export { Artifacts } from './artifacts.js';
export { splitEndpoint, type ArtifactsSettings } from './artifacts-settings.js';
export { Backups, type ListedBackup } from './backups.js';
export { Baselines, type BaselineContent, type BaselineFile } from './baselines.js';
export { BUCKETS, type BucketName } from './bucket-names.js';
export { DeviationsDocument } from './deviations-document.js';
export { Manifests } from './manifests.js';
export type { ObjectContent, ObjectInfo, Precondition } from './object-store.js';
export { Snapshots } from './snapshots.js';
