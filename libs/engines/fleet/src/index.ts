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
