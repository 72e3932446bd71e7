import type { FleetEventStream } from '@archivesmp/bus';
import type { History } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { publishHint } from './publish-hint.js';

/** What asking for a scan writes and tells. */
export interface ScanRequesting {
  readonly history: Pick<History, 'scanRequests'>;
  readonly events: FleetEventStream;
  readonly log: Log;
}

/**
 * A service asks for a scan, and browsers are notified where it is a new one.
 * @param by the service or the schedule
 * @returns its id, and whether an equal scan was under way already (`joined`)
 * @throws Problem of MariaDB
 */
export async function requestScan(
  { history, events, log }: ScanRequesting,
  scope: Parameters<History['scanRequests']['recordScanRequest']>[0],
  by: string,
  now = new Date(),
): Promise<{ readonly id: string; readonly joined: boolean }> {
  const { id, joined } = await history.scanRequests.recordScanRequest(scope, by, now);
  if (!joined) await publishHint(events, log, 'drift.scan.requested', { scanId: id });
  return { id, joined };
}
