import type { Verb } from '../verb.js';
import { backupVerbs } from './backup/backup.command.js';
import { baselineVerbs } from './baseline/baseline.command.js';
import { deployVerbs } from './deployment/deploy.command.js';
import { renderVerb } from './render/render.command.js';
import { controlVerbs } from './deployment/control.command.js';
import { findingVerbs } from './finding/finding.command.js';
import { fleetVerbs } from './fleet/fleet.command.js';
import { holdVerbs } from './holds/holds.command.js';
import { decideVerbs } from './plan/decide.command.js';
import { storageVerbs } from './storage/storage.command.js';
import { operationVerb } from './operation/operation.command.js';
import { plansVerb, planVerb } from './plan/plan.command.js';
import { tokenVerbs } from './token/token.command.js';

/** Every verb that asks a running hub. */
export const ONLINE_VERBS: readonly Verb[] = [
  planVerb,
  plansVerb,
  decideVerbs,
  deployVerbs,
  controlVerbs,
  holdVerbs,
  fleetVerbs,
  backupVerbs,
  baselineVerbs,
  findingVerbs,
  renderVerb,
  storageVerbs,
  tokenVerbs,
  operationVerb,
];
