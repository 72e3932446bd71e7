import { Problem } from '@archivesmp/contracts/problem';
import type { HealthState } from '@archivesmp/contracts/vocabulary';
import { listOf, ampText, ampVersion, type Foreign } from './amp-value.js';
import { appStateOf, healthOf, type AppState } from './app-state.js';
import { metricsOf, type InstanceMetrics } from './instance-metrics.js';

/** One instance as the controller lists it. */
export interface ListedInstance {
  /** The AMP instance UUID, lower case. */
  id: string;
  /** The unique short name, `BENT01`. */
  name: string;
  friendlyName: string;
  /** `Minecraft` (servers and proxies), `GenericModule`, ... */
  module: string;
  /** Whether the AMP process of the instance runs. May lag by some ten seconds. */
  running: boolean;
  /** State of the game server; `stopped` when the process does not run, whatever the panel still remembers. */
  state: AppState;
  health: HealthState;
  players?: number;
  metrics: InstanceMetrics;
  suspended: boolean;
  container: boolean;
  ampVersion: string;
  targetId: string;
}

/** A machine that a controller governs. An offline one lists no instances: they are unknown, not gone. */
export interface ListedTarget {
  id: string;
  name: string;
  online: boolean;
  reason: string;
  instances: ListedInstance[];
}

const ONLINE = 20;
const CONTROLLER = 'ADS';

/** Reads the answer of ADSModule/GetInstances. The controllers themselves are left out. */
export function readTargets(value: unknown): ListedTarget[] {
  if (!Array.isArray(value))
    throw new Problem('amp.bad-answer', 'GetInstances did not answer with a list of targets.');
  return listOf(value).map((target) => ({
    id: ampText(target['InstanceId']).toLowerCase(),
    name: ampText(target['FriendlyName']),
    online: target['State'] === ONLINE && Array.isArray(target['AvailableInstances']),
    reason: ampText(target['StateReason']),
    instances: listOf(target['AvailableInstances'])
      .filter((instance) => instance['Module'] !== CONTROLLER && ampText(instance['InstanceID']) !== '')
      .map(readInstance),
  }));
}

function readInstance(instance: Foreign): ListedInstance {
  const running = instance['Running'] === true;
  const suspended = instance['Suspended'] === true;
  // `Running` first: a stopped process keeps its last state and metrics in the list.
  const state = suspended ? 'suspended' : running ? appStateOf(instance['AppState']) : 'stopped';
  const metrics = running ? metricsOf(instance['Metrics']) : {};
  return {
    id: ampText(instance['InstanceID']).toLowerCase(),
    name: ampText(instance['InstanceName']),
    friendlyName: ampText(instance['FriendlyName']),
    module: ampText(instance['Module']),
    running,
    state,
    health: healthOf(state),
    ...(metrics.players !== undefined && { players: metrics.players }),
    metrics,
    suspended,
    container: instance['IsContainerInstance'] === true,
    ampVersion: ampVersion(instance['AMPVersion']),
    targetId: ampText(instance['TargetID']).toLowerCase(),
  };
}
