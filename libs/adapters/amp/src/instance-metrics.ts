import { numberOf, objectOf } from './amp-value.js';

/** Load of a game server. What the panel does not measure is absent: a proxy has no TPS. */
export interface InstanceMetrics {
  cpuPercent?: number;
  memoryMb?: number;
  memoryMaxMb?: number;
  /** Computed from used and limit; above 100 when a server takes more than its heap. */
  memoryPercent?: number;
  players?: number;
  playersMax?: number;
  tps?: number;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** AMP's own `Percent` is not read: it is 0 even for full measures. */
export function metricsOf(value: unknown): InstanceMetrics {
  const metrics = objectOf(value);
  const raw = (name: string): number | undefined => numberOf(objectOf(metrics[name])['RawValue']);
  const max = (name: string): number | undefined => numberOf(objectOf(metrics[name])['MaxValue']);
  const percent = (name: string): number | undefined => {
    const limit = max(name);
    const used = raw(name);
    return used === undefined || limit === undefined || limit <= 0
      ? undefined
      : rounded((used / limit) * 100);
  };
  const all: Record<keyof InstanceMetrics, number | undefined> = {
    cpuPercent: percent('CPU Usage'),
    memoryMb: raw('Memory Usage'),
    memoryMaxMb: max('Memory Usage'),
    memoryPercent: percent('Memory Usage'),
    players: raw('Active Users'),
    playersMax: max('Active Users'),
    tps: raw('TPS'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, number]) => number !== undefined));
}
