import type { Health } from '../health/health.js';
import type { Metrics } from './metrics.js';

/** One gauge for everything a service needs from outside, under the names of /health/ready; asked when Prometheus asks. */
export function observeDependencies(metrics: Metrics, health: Health): void {
  const up = metrics.gauge({
    name: 'archivesmp_dependency_up',
    help: '1 while something that this service needs answers, else 0; the names are those of /health/ready',
    labels: ['dependency'],
  });
  const collect = async (): Promise<void> => {
    for (const { name, state } of await health.ask()) up.set({ dependency: name }, state === 'up' ? 1 : 0);
  };
  Object.assign(up, { collect });
}
