import { createHash } from 'node:crypto';
import { APP_STATE } from './app-state.js';

/** One figure of an instance, as AMP shows it. */
export interface Metric {
  RawValue: number;
  MaxValue: number;
  Percent: number;
  Units: string;
  Color: string;
  Color2?: string;
  Color3?: string;
}

/** How busy a simulated instance is. */
export interface Load {
  /** Slots of the server. */
  slots: number;
  heapMb: number;
  /** A proxy has no TPS. */
  proxy: boolean;
  players: number;
}

const metric = (raw: number, max: number, units: string, color: string): Metric => ({
  RawValue: raw,
  MaxValue: max,
  // Real panels are seen to give 0 here even for a full measure: clients must compute it themselves.
  Percent: 0,
  Units: units,
  Color: color,
  Color3: '#FFF',
});

/** What the panel shows of a game server: steady figures that depend on its name, zero when it does not run. */
export function simulatedMetricsOf(name: string, state: number, load: Load): Record<string, Metric> {
  const seed = createHash('sha1').update(name).digest();
  const ready = state === APP_STATE.ready;
  const cpu = ready ? 3 + ((seed[0] ?? 0) % 40) : 0;
  const memory = ready ? Math.round(load.heapMb * (0.4 + ((seed[1] ?? 0) % 50) / 100)) : 0;
  return {
    'CPU Usage': metric(cpu, 100, '%', '#239B2D'),
    'Memory Usage': metric(memory, load.heapMb, 'MB', '#246BA0'),
    'Active Users': metric(ready ? load.players : 0, load.slots, '', '#7B249E'),
    ...(ready && !load.proxy && { TPS: metric(20 - ((seed[2] ?? 0) % 10) / 10, 20, 'TPS', '#9B5B23') }),
  };
}
