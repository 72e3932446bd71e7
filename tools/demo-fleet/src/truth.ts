import type { FindingKind, Severity } from '@archivesmp/contracts/vocabulary';
import { DEMO_INSTANCES } from './demo-instances.js';
import { DOCUMENTED } from './documented-variances.js';
import { HARMLESS } from './harmless-differences.js';
import { INJECTED_DRIFTS } from './injected-drifts.js';
import { OUTLIER } from './unmanaged-files.js';

interface TruthLocation {
  host: string;
  instance: string;
  plugin: string;
  file: string | null;
}

/** What `truth.json` says: everything that a scan of the demo fleet must find, and what it must not. */
export interface DemoTruth {
  drifts: (TruthLocation & { path: string[]; kind: FindingKind; severity: Severity; story: string })[];
  documented: (TruthLocation & { path: string[]; value: unknown })[];
  outliers: (TruthLocation & { path: string[]; value: unknown; majority: unknown })[];
  harmless: (TruthLocation & { what: string })[];
}

const hostOf = (instance: string): string => DEMO_INSTANCES.find(({ name }) => name === instance)?.host ?? '';

const locationOf = ({
  instance,
  plugin,
  file,
}: {
  instance: string;
  plugin: string;
  file: string | null;
}): TruthLocation => ({ host: hostOf(instance), instance, plugin, file });

export function demoTruth(): DemoTruth {
  const { value, majority, path } = OUTLIER;
  return {
    drifts: INJECTED_DRIFTS.map((drift) => ({
      ...locationOf(drift),
      path: [...drift.path],
      kind: drift.kind,
      severity: drift.severity,
      story: drift.story,
    })),
    documented: DOCUMENTED.map((variance) => ({
      ...locationOf(variance),
      path: [...variance.path],
      value: variance.value,
    })),
    outliers: [{ ...locationOf(OUTLIER), path: [...path], value, majority }],
    harmless: HARMLESS.map((difference) => ({ ...locationOf(difference), what: difference.what })),
  };
}
