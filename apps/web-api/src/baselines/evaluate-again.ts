import type { FleetEventStream } from '@archivesmp/bus';
import type { ScanRequest } from '@archivesmp/contracts/scan';
import type { FleetReads, ScanRequests } from '@archivesmp/history';
import type { DesiredStates } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import type { Caller } from '../http/caller.js';

/** After an expectation changed, the drift it concerns is judged anew without a request. */
export class EvaluateAgain {
  constructor(
    private readonly requests: ScanRequests,
    private readonly fleet: FleetReads,
    private readonly events: FleetEventStream,
    private readonly desired: DesiredStates,
    private readonly log: Log,
  ) {}

  /**
   * Asks for a scan of this scope in the name of the caller who saved; an equal one under way is joined unless it
   * may judge by the old picture, and a fleet without instances is left alone. Never fails: the file is saved, and the next scheduled scan judges it anyway.
   */
  async requestEvaluation(scope: ScanRequest, caller: Caller): Promise<void> {
    try {
      if ((await this.fleet.listInstances()).length === 0) return;
      const now = new Date();
      const desiredRevision = await this.desired.revision();
      const { id, joined } = await this.requests.recordScanRequest(scope, caller.name, now, {
        desiredRevision,
      });
      this.log.info({ scanId: id, joined, scope: { ...scope } }, 'drift is judged again');
      if (!joined) await this.events.publishFleetEvent('drift.scan.requested', { scanId: id }, now);
    } catch (error) {
      this.log.warn({ err: error, scope: { ...scope } }, 'drift is not judged again before the next scan');
    }
  }
}
