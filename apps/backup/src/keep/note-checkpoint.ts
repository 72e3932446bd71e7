import type { Artifacts, SeenCheckpoint } from '@archivesmp/artifacts';
import type { History } from '@archivesmp/history';
import type { AuditKeys } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import { isDue } from '../schedule/clockwork.js';

const EVERY_HOURS = 1;
/** More than a month of them. */
const MOST = 1_000;
/** So many are looked at for the newest that is ours. */
const LOOKED_AT = 24;

/**
 * Notes once an hour where the audit trail stands, signed, in the bucket: whoever can write into the database has no hand there and
 * not the key. The trail is compared with the last note first, so that one that was written anew is never signed for.
 */
export class NoteCheckpoint {
  constructor(
    private readonly history: Pick<History, 'audit'>,
    private readonly artifacts: Pick<Artifacts, 'auditCheckpoints'>,
    private readonly keys: Pick<AuditKeys, 'trusted'>,
    /** @param at when the last one was noted; undefined: never. @param holds whether the trail agrees with it */
    private readonly seen: (at: Date | undefined, holds: boolean) => void,
    private readonly log: Log,
  ) {}

  /** Does nothing before the hour is over. @throws Problem of MariaDB or S3 */
  async run(now: Date): Promise<void> {
    const { auditCheckpoints } = this.artifacts;
    const newest = await auditCheckpoints.newest(LOOKED_AT);
    const last = newest.find((one) => 'checkpoint' in one);
    const lastAt = last && new Date(last.checkpoint.at);
    const why = last && (await this.history.audit.contradicting([last.checkpoint], this.keys.trusted));
    const isTrue = why === undefined && newest.every((one) => 'checkpoint' in one);
    this.seen(lastAt, isTrue);
    if (why !== undefined) return this.log.error({ ...why }, 'the audit trail contradicts its checkpoint');
    for (const one of newest) this.tellDamage(one);
    if (!isDue(lastAt, EVERY_HOURS, now)) return;
    const number = (newest[0]?.number ?? 0) + 1;
    const head = await this.history.audit.head();
    if (!(await auditCheckpoints.write(number, { ...head, at: now.toISOString() }))) return;
    this.seen(now, isTrue);
    await auditCheckpoints.removeBefore(number - MOST);
  }

  private tellDamage(one: SeenCheckpoint): void {
    if ('damage' in one) this.log.error({ ...one }, 'a checkpoint of the audit trail is not believed');
  }
}
