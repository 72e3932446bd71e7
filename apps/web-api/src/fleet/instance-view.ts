import type { InstanceView } from '@archivesmp/contracts/fleet';
import { instanceStatus } from '@archivesmp/fleet';
import type { InstanceRecord } from '@archivesmp/history';

/** An instance as the API shows it at the moment `now`. */
export function instanceView(instance: InstanceRecord, now: Date): InstanceView {
  const { id, name, friendlyName, host, platform, health, needsRestart, openFindings } = instance;
  const { notJudgedFiles, players, scannedAt, goneAt, assignedHost, claimedBy } = instance;
  const { drift, operation, reason } = instanceStatus(instance, now);
  return {
    ...{ id, name, friendlyName, host, platform, drift, health, needsRestart },
    ...(instance.needsRestartReason !== undefined && { needsRestartReason: instance.needsRestartReason }),
    openFindings: openFindings.drift,
    ...(notJudgedFiles !== undefined && { notJudgedFiles }),
    notJudged: openFindings.not_judged,
    ...(players !== undefined && { players }),
    ...(scannedAt !== undefined && { scannedAt: scannedAt.toISOString() }),
    ...(reason !== undefined && { reason }),
    ...(goneAt !== undefined && { goneAt: goneAt.toISOString() }),
    ...(assignedHost !== undefined && { assignedHost }),
    operation,
    ...(claimedBy.length > 0 && { claimedBy: [...claimedBy] }),
  };
}
