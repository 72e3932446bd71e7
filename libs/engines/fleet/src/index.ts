export {
  mergeFleet,
  MOST_UNLISTED,
  type AgentAnswer,
  type InstanceLoad,
  type KnownInstance,
  type MergedFleet,
  type PanelAnswer,
  type PanelInstance,
  type SeenInstance,
} from './merge-fleet.js';
export { decideOwner, type Claims, type Owner } from './owner.js';
export {
  describeClaim,
  explainClaim,
  type ClaimWords,
  type Contradiction,
  type OwnershipReason,
} from './contradiction.js';
export {
  compileName,
  compilePathGlob,
  compilePathGlobs,
  compileSteps,
  PATH_WILDCARDS,
  type TextMatcher,
} from './glob.js';
export { CONFIG_EXTENSIONS, isConfigFile, NEVER_CONFIGURATION } from './config-files.js';
export { belongsOnPlatform, isFileOn } from './server-files.js';
export { pathInPlugin, configFileRefOf, serverPath, type ConfigFileRef } from './config-file-ref.js';
export { distinctNames, nameWithHost, type NamedInstance } from './instance-names.js';
export { answersTo, instancesCalled, type FleetInstance } from './fleet-instance.js';
export {
  asDescribed,
  describedInstance,
  namedFleet,
  type IdentifiedInstance,
  type NamedFleet,
} from './named-fleet.js';
export { isServerFolder, detectPlatform } from './platform.js';
export { pluginOfJar, presentPlugins, type PresentPlugin } from './present-plugins.js';
export {
  DEEPEST_FOLDER,
  hasEnding,
  isPluginJar,
  isWorld,
  listingOf,
  type EntryKind,
  type ListedEntry,
  type Listing,
  type ListingSelection,
} from './listing-rules.js';
export {
  livenessOf,
  readHeartbeat,
  type HeartbeatMemory,
  type RecordedHeartbeat,
} from './status/heartbeat-age.js';
export {
  DRIFT_STALE_AFTER_SECONDS,
  instanceStatus,
  type InstanceStatus,
  type LatestWork,
  type OpenFindingCounts,
  type RecordedInstanceStatus,
} from './status/instance-status.js';
export { startsBetween, type HealthAtMoment, type MeasuredStart } from './status/measured-starts.js';
export {
  hostAccessState,
  type HostAccessSince,
  type RecordedHostAccess,
} from './status/host-access-status.js';
