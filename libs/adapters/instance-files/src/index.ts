export { derivedInstanceId } from './instance-id.js';
export { discoverInstances, type Discovery, type LocalInstance } from './discover-instances.js';
export { discoverHosts, type HostFolder } from './discover-hosts.js';
export {
  DISK,
  InstanceFiles,
  type FileListing,
  type FileSource,
  type InstanceFolders,
} from './list-files.js';
export { nameBytes, nameText } from './file-name.js';
export type { JailedEntry } from './jail.js';
export type { FileStat, WalkedFolder } from './walk.js';
export { FileRefusal, fileRefusalOf } from './refusal.js';
export { unsettled } from './settled.js';
export type { FileTail, ReadFile } from './read-file.js';
export {
  ApplyError,
  type ApplyFailure,
  type ApplyOrder,
  type ApplyOutcome,
  type OrderedFile,
} from './apply/apply-order.js';
export type { ApplySources, ReplacedContent } from './apply/apply-sources.js';
export { contentHash, type ContentStream } from './apply/content-hash.js';
export { replaceDurably } from './apply/durable-file.js';
export type { EndedOrder, EndedOrders } from './apply/ended-orders.js';
export { NotAFile, type FolderWriter, type Likeness } from './apply/folder-writer.js';
export type { Resemblance } from './apply/likeness.js';
export { localFolders } from './apply/local-folders.js';
export { OrderApplier } from './apply/order-applier.js';
export { damageText, storedJson, moveAside, unknownEnd } from './apply/damaged-state.js';
export type { RepairedFence } from './apply/repair-fence.js';
export type { MovableStateFile, StateCare } from './apply/state-care.js';
export { NOTHING_THERE, type AccessPromises, type TargetFolders } from './apply/target-folders.js';
export { targetParts } from './apply/target-path.js';
