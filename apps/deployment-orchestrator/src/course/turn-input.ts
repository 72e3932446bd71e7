import type { DeploymentStanding, FleetInstance, History, Sql } from '@archivesmp/history';
import type { FittedChange } from '../fit/fit-change.js';
import type { HubSigner } from '@archivesmp/hub-wiring';
import type { DeploymentOptions, DeploymentRules } from './deployment-rules.js';
import type { PlannedParts } from '../ledger/planned-part.js';

/** Everything one turn may look at. */
export interface TurnInput {
  readonly standing: DeploymentStanding;
  readonly planned: PlannedParts | undefined;
  /** What becomes of the files that agents looked at, by the id of the look. */
  readonly fits: ReadonlyMap<string, FittedChange>;
  readonly fleet: ReadonlyMap<string, FleetInstance>;
  readonly options: DeploymentOptions;
  /** How another deployment is run, out of what is kept with it. */
  readonly optionsOf: (given: object) => DeploymentOptions;
  readonly rules: DeploymentRules;
  readonly signer: HubSigner | undefined;
  readonly history: History;
  readonly now: Date;
  /** What the work clock shows: deadlines are held against it. */
  readonly worked: Date;
  readonly sql: Sql;
}
