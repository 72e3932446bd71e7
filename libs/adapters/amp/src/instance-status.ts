import type { HealthState } from '@archivesmp/contracts/vocabulary';
import { dateOf, listOf, objectOf, ampText } from './amp-value.js';
import { appStateOf, healthOf, type AppState } from './app-state.js';
import { metricsOf, type InstanceMetrics } from './instance-metrics.js';

/** What the game server of an instance does now, from its own process: the proof that it runs. */
export interface AmpStatus {
  state: AppState;
  health: HealthState;
  uptimeSeconds: number;
  metrics: InstanceMetrics;
}

export interface ConsoleLine {
  text: string;
  source: string;
  at: Date | undefined;
}

/** News since this session last asked; right after a login it begins with about the last 40 lines. */
export interface InstanceUpdates {
  status: AmpStatus;
  console: ConsoleLine[];
}

/** Seconds of `D:HH:MM:SS` or `HH:MM:SS`. */
export function uptimeSeconds(text: string): number {
  const units = [1, 60, 3600, 86_400];
  return text
    .split(':')
    .reverse()
    .reduce((sum, part, index) => sum + (Number.parseFloat(part) || 0) * (units[index] ?? 0), 0);
}

export function readStatus(value: unknown): AmpStatus {
  const status = objectOf(value);
  const state = appStateOf(status['State']);
  return {
    state,
    health: healthOf(state),
    uptimeSeconds: Math.round(uptimeSeconds(ampText(status['Uptime']))),
    metrics: metricsOf(status['Metrics']),
  };
}

/** The answer of GetUpdates; a panel may answer with nothing, which means nothing new. */
export function readUpdates(value: unknown): InstanceUpdates {
  const updates = objectOf(value);
  return {
    status: readStatus(updates['Status']),
    console: listOf(updates['ConsoleEntries']).map((entry) => ({
      text: ampText(entry['Contents']),
      source: ampText(entry['Source']),
      at: dateOf(entry['Timestamp']),
    })),
  };
}
