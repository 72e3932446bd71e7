import type { FleetEventStream } from '@archivesmp/bus';
import type { Artifacts } from '@archivesmp/artifacts';
import type { ScanStores } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { publishHint } from '@archivesmp/hub-wiring';

/** Ends instances and scans that are past their deadline. Any number of processes may do it. */
export class Sweep {
  constructor(
    private readonly history: ScanStores,
    private readonly artifacts: Pick<Artifacts, 'manifests'>,
    private readonly events: FleetEventStream,
    private readonly log: Log,
  ) {}

  /** One round. @throws Problem when MariaDB is unavailable */
  async endOverdueScans(now: Date): Promise<number> {
    const given = await this.history.scanDeadlines.expireOverdue(now);
    for (const { scanId, instanceId, state, reason } of given) {
      this.log.warn({ scanId, instance: instanceId, state, reason }, 'given up');
      if (instanceId !== undefined) {
        const hint = { scanId, instanceId, state, opened: 0, resolved: 0 };
        await publishHint(this.events, this.log, 'drift.instance.scanned', hint);
        continue;
      }
      const hint = { scanId, state, openFindings: 0 };
      await publishHint(this.events, this.log, 'drift.scan.completed', hint);
      await this.artifacts.manifests.removeManifestsOfScan(scanId).catch((error: unknown) => {
        // What is left of a finished scan is harmless
        this.log.warn({ scanId, err: error }, 'manifests of a finished scan not removed');
      });
    }
    return given.length;
  }
}
