import type { JobOutcome } from '@archivesmp/bus';
import { observeJobs, type Metrics } from '@archivesmp/service-kit';

/** Facts of this service; the only place that knows Prometheus. */
export interface PluginUpdaterFacts {
  jobEnded(outcome: JobOutcome): void;
}

/** Declares the metrics of this service; the answer is told the facts. */
export const observePluginUpdater = (metrics: Metrics): PluginUpdaterFacts => ({
  jobEnded: observeJobs(metrics, { context: 'plugin_updater', service: 'plugin-updater' }),
});
