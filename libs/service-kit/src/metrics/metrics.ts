import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * The only labels a metric may have. All of them have few values; instance, plugin, key, user, path and ids belong into
 * the history, where they do not multiply time series.
 */
export const LABELS = [
  'app',
  'dependency',
  'direction',
  'event',
  'host',
  'kind',
  'method',
  'outcome',
  'platform',
  'queue',
  'queue_job',
  'route',
  'severity',
  'state',
  'status',
] as const;
/** A label that a metric may have. */
export type LabelName = (typeof LABELS)[number];

const NAME = /^archivesmp(_[a-z0-9]+){2,}$/;
/** What the name of each kind ends in; the endings that Prometheus gives to the parts of a histogram are reserved. */
const ENDING: Readonly<Record<MetricKind, RegExp>> = {
  counter: /_total$/,
  gauge: /^(?!.*_(total|count|sum|bucket)$)/,
  histogram: /_(seconds|bytes)$/,
};

/** Name, meaning and labels of one metric. */
export interface MetricOptions<L extends LabelName> {
  /** `archivesmp_<context>_<thing>`, then the unit (`_seconds`, `_bytes`) if it has one; a counter ends in `_total`. */
  name: string;
  help: string;
  labels?: readonly L[];
}

/** What Prometheus may do with a metric. */
export type MetricKind = 'counter' | 'gauge' | 'histogram';

/** What was declared, for the generated table of metrics. */
export interface DeclaredMetric {
  readonly kind: MetricKind;
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** The metrics of one service: an own registry, so that several services may live in one process. */
export class Metrics {
  readonly registry = new Registry();
  /** Every metric of the application itself; those of Node.js are not among them. */
  readonly declared: DeclaredMetric[] = [];

  constructor(readonly app: string) {
    this.registry.setDefaultLabels({ app });
    collectDefaultMetrics({ register: this.registry });
  }

  counter<L extends LabelName = never>(options: MetricOptions<L>): Counter<L> {
    return new Counter(this.checked('counter', options));
  }

  gauge<L extends LabelName = never>(options: MetricOptions<L>): Gauge<L> {
    return new Gauge(this.checked('gauge', options));
  }

  /** Durations in seconds unless other buckets are given. */
  histogram<L extends LabelName = never>(options: MetricOptions<L> & { buckets?: number[] }): Histogram<L> {
    const buckets = options.buckets ?? [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    return new Histogram({ ...this.checked('histogram', options), buckets });
  }

  private checked<L extends LabelName>(kind: MetricKind, { name, help, labels = [] }: MetricOptions<L>) {
    if (!NAME.test(name) || !ENDING[kind].test(name))
      throw new Error(
        `The metric ${name} must be called archivesmp_<context>_<thing>: a counter ends in _total, a histogram in _seconds or _bytes, a gauge in none of _total, _count, _sum, _bucket`,
      );
    for (const label of labels)
      if (!LABELS.includes(label))
        throw new Error(
          `The metric ${name} must not have the label ${String(label)}; allowed: ${LABELS.join(', ')}`,
        );
    this.declared.push({ kind, name, help, labels });
    return { name, help, labelNames: [...labels], registers: [this.registry] };
  }
}
