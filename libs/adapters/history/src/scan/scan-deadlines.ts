import type { Database } from '../database/database.js';
import type { ScanProgress } from './scan-progress.js';
import type { ScanResults } from './scan-results.js';
import { workingTime } from '../clock/work-clock.js';
import type { DriftScanRow, ScanInstanceRow } from './scan.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** An instance or a whole scan that was given up. */
export interface GivenUp {
  readonly scanId: string;
  readonly instanceId?: string;
  readonly state: 'unreachable' | 'failed';
  readonly reason: string;
}

type OverdueLine = StoredRow<
  ScanInstanceRow,
  'scan_id' | 'instance_id' | 'state' | 'host' | 'manifest_at' | 'reason'
>;

/** At most this many instances per sweep; the next sweep takes the rest. */
const PER_SWEEP = 500;

/** Makes every scan reach a final state by itself, whatever program died. */
export class ScanDeadlines {
  constructor(
    private readonly database: Database,
    private readonly progress: ScanProgress,
    private readonly results: ScanResults,
  ) {}

  /**
   * Gives up instances past their deadline (`waiting` → unreachable, `answered` but never analysed → failed) and whole
   * scans past theirs, by the work clock. Call it every few seconds from any number of processes.
   */
  async expireOverdue(now: Date): Promise<GivenUp[]> {
    const given: GivenUp[] = [];
    const worked = await workingTime(this.database, now);
    const lines = await this.database.selectRows<OverdueLine>(
      `SELECT scan_id, instance_id, state, host, manifest_at, reason FROM scan_instances
        WHERE state IN ('waiting', 'answered') AND deadline_at < ? LIMIT ?`,
      [worked, PER_SWEEP],
    );
    for (const line of lines) {
      const outcome = outcomeOf(line);
      const acceptance = await this.progress.giveUpInstance(line.scan_id, line.instance_id, outcome, now);
      if (acceptance === 'accepted')
        given.push({ scanId: line.scan_id, instanceId: line.instance_id, ...outcome });
    }
    const scans = await this.database.selectRows<StoredRow<DriftScanRow, 'id'>>(
      "SELECT id FROM drift_scans WHERE state IN ('requested', 'running') AND give_up_at < ?",
      [worked],
    );
    for (const { id } of scans) {
      const reason = 'The scan did not finish in the time allowed.';
      const { ended } = await this.results.failScan(id, reason, now);
      if (ended) given.push({ scanId: id, state: 'failed', reason });
    }
    return given;
  }
}

function outcomeOf(line: OverdueLine): { state: 'unreachable' | 'failed'; reason: string } {
  if (line.state === 'answered')
    return { state: 'failed', reason: 'It answered, but its files were not analysed in time.' };
  const half =
    line.manifest_at === null ? 'did not answer in time' : 'listed its files but never sent their contents';
  return {
    state: 'unreachable',
    reason: `The agent of ${line.host} ${half}.${line.reason === null ? '' : ` ${line.reason}`}`,
  };
}
