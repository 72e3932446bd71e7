import { RETAINED_CHECKPOINTS, type Artifacts, type SeenCheckpoint } from '@archivesmp/artifacts';
import type { History } from '@archivesmp/history';
import type { AuditKeys } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import { isDue } from '../schedule/request-due-operation.js';

const EVERY_HOURS = 1;
/** A day of them is looked at each time; all, when none of these is ours. */
const CHECKPOINTS_COMPARED = 24;

/**
 * Notes once an hour where the audit trail stands, signed, in the bucket: an attacker who can write into the database can neither
 * write there nor sign. The trail is compared with the last note first, so that one that was written anew is never signed for.
 */
export class NoteCheckpoint {
  constructor(
    private readonly history: Pick<History, 'audit'>,
    private readonly artifacts: Pick<Artifacts, 'auditCheckpoints'>,
    private readonly keys: Pick<AuditKeys, 'trusted'>,
    /** @param at when the last one was noted; undefined: never. @param doubts what speaks against it or the trail */
    private readonly seen: (at: Date | undefined, doubts: number) => void,
    private readonly log: Log,
  ) {}

  /** Does nothing before the hour is over. @throws Problem of MariaDB or S3 */
  async recordCheckpoint(now: Date): Promise<void> {
    const { auditCheckpoints } = this.artifacts;
    const newest = await this.newest();
    const last = newest.find((one) => 'checkpoint' in one);
    const lastAt = last && new Date(last.checkpoint.at);
    const why =
      last && (await this.history.audit.findContradictedCheckpoint([last.checkpoint], this.keys.trusted));
    const refused = newest.filter((one) => 'damage' in one);
    if (refused.length > 0)
      this.log.error(
        { count: refused.length, newest: refused[0] },
        'checkpoints of the audit trail are not believed',
      );
    this.seen(lastAt, refused.length + (why === undefined ? 0 : 1));
    if (why !== undefined) return this.log.error({ ...why }, 'the audit trail contradicts its checkpoint');
    if (!isDue(lastAt, EVERY_HOURS, now)) return;
    const head = await this.history.audit.readAuditHead();
    if (!(await auditCheckpoints.writeCheckpoint(last?.number ?? 0, { ...head, at: now.toISOString() })))
      return;
    this.seen(now, refused.length);
    await auditCheckpoints.thinOutCheckpoints(RETAINED_CHECKPOINTS);
  }

  private async newest(): Promise<SeenCheckpoint[]> {
    const { auditCheckpoints } = this.artifacts;
    const some = await auditCheckpoints.listNewestCheckpoints(CHECKPOINTS_COMPARED);
    const isEnough = some.length === 0 || some.some((one) => 'checkpoint' in one);
    return isEnough ? some : auditCheckpoints.listNewestCheckpoints(RETAINED_CHECKPOINTS);
  }
}
