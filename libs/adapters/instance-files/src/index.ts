export { derivedInstanceId } from './instance-id.js';
export { discoverInstances, type Discovery, type LocalInstance } from './discover-instances.js';
export { InstanceFiles, type FileListing, type InstancePlace } from './list-files.js';
export { Refusal, refusalOf } from './refusal.js';
export type { ReadFile } from './read-file.js';
export {
  ApplyError,
  type ApplyFailure,
  type ApplyOrder,
  type ApplyOutcome,
  type OrderedFile,
} from './apply/apply-order.js';
export { OrderApplier, type ApplySources } from './apply/order-applier.js';
export { jailedFolders, type TargetFolders } from './apply/target-folders.js';
