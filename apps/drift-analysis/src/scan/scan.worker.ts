import type { JobHandlers } from '@archivesmp/bus';
import {
  AnalyseInstanceJob,
  CompleteScanJob,
  StartScanJob,
  type AnalyseInstanceData,
} from '@archivesmp/contracts/jobs';
import { Problem, type ProblemCode } from '@archivesmp/contracts/problem';
import { withLogContext } from '@archivesmp/service-kit';
import type { AnalyseInstance } from './analyse-instance.js';
import type { CompleteScan } from './complete-scan.js';
import type { StartScan } from './start-scan.js';

/** What passes by itself: the sweeper tries again until the instance's deadline. */
const PASSING: ReadonlySet<ProblemCode> = new Set([
  'database.unavailable',
  'artifacts.unavailable',
  'queue.unavailable',
]);

/** What the jobs of a scan call. */
export interface ScanUseCases {
  readonly startScan: StartScan;
  readonly analyseInstance: AnalyseInstance;
  readonly completeScan: CompleteScan;
  /** Something was committed that asks for a job. */
  readonly wake: () => void;
}

/** Edge: the jobs of a scan become calls of the use cases. */
export function handleScanJobs<Others extends string>(
  handlers: JobHandlers<Others>,
  scan: ScanUseCases,
): JobHandlers<Others | 'drift.start-scan' | 'drift.analyse-instance' | 'drift.complete-scan'> {
  return handlers
    .handle(StartScanJob, ({ scanId }) =>
      withLogContext({ scanId }, async () => {
        await scan.startScan.startScan(scanId);
        scan.wake();
        return {};
      }),
    )
    .handle(AnalyseInstanceJob, (data, { last }) =>
      withLogContext({ scanId: data.scanId, instance: data.instanceId }, async () => {
        if (await analyse(scan.analyseInstance, data, last)) scan.wake();
        return {};
      }),
    )
    .handle(CompleteScanJob, ({ scanId }) =>
      withLogContext({ scanId }, async () => {
        await scan.completeScan.completeScan(scanId);
        return {};
      }),
    );
}

/** A failure that no retry can mend ends the instance with its reason, so that the scan does not wait. */
async function analyse(useCase: AnalyseInstance, data: AnalyseInstanceData, last: boolean): Promise<boolean> {
  try {
    return await useCase.analyseInstance(data);
  } catch (error) {
    const passing = error instanceof Problem && PASSING.has(error.code);
    const hopeless = error instanceof Problem && !error.retry;
    if (passing || !(last || hopeless)) throw error;
    await useCase.giveUp(
      data,
      error instanceof Problem ? error.detail : 'Its analysis failed; the log has the details.',
    );
    throw error;
  }
}
