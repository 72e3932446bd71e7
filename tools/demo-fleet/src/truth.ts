import type { FindingKind, Severity } from '@archivesmp/contracts/vocabulary';
import { DEMO_INSTANCES } from './demo-instances.js';
import { DOCUMENTED } from './documented-variances.js';
import { HARMLESS } from './harmless-differences.js';
import { INJECTED_DRIFTS } from './injected-drifts.js';
import { ODD_ONE_OUT } from './unmanaged-files.js';

interface TruthPlace {
  host: string;
  instance: string;
  plugin: string;
  file: string | null;
}

/** What `truth.json` says: everything that a scan of the demo fleet must find, and what it must not. */
export interface DemoTruth {
  drifts: (TruthPlace & { path: string[]; kind: FindingKind; severity: Severity; story: string })[];
  documented: (TruthPlace & { path: string[]; value: unknown })[];
  outliers: (TruthPlace & { path: string[]; value: unknown; majority: unknown })[];
  harmless: (TruthPlace & { what: string })[];
}

const hostOf = (instance: string): string => DEMO_INSTANCES.find(({ name }) => name === instance)?.host ?? '';

const placeOf = ({
  instance,
  plugin,
  file,
}: {
  instance: string;
  plugin: string;
  file: string | null;
}): TruthPlace => ({ host: hostOf(instance), instance, plugin, file });

export function demoTruth(): DemoTruth {
  const { value, majority, path } = ODD_ONE_OUT;
  return {
    drifts: INJECTED_DRIFTS.map((drift) => ({
      ...placeOf(drift),
      path: [...drift.path],
      kind: drift.kind,
      severity: drift.severity,
      story: drift.story,
    })),
    documented: DOCUMENTED.map((variance) => ({
      ...placeOf(variance),
      path: [...variance.path],
      value: variance.value,
    })),
    outliers: [{ ...placeOf(ODD_ONE_OUT), path: [...path], value, majority }],
    harmless: HARMLESS.map((difference) => ({ ...placeOf(difference), what: difference.what })),
  };
}
