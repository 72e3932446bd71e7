import type { BaselineHistory } from '@archivesmp/artifacts';
import type {
  AdoptBaselines,
  BaselineRevisionView,
  BaselinesAdopted,
} from '@archivesmp/contracts/baseline-history';
import { Problem } from '@archivesmp/contracts/problem';
import type { BaselineChanges, History, BaselineLocation } from '@archivesmp/history';
import type { DesiredStates } from '@archivesmp/hub-wiring';
import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import { nameOf, baselineLocationNamed } from './baseline-location.js';
import type { EvaluateAgain } from './evaluate-again.js';
import type { OwnBaselineFiles } from './own-baseline-files.js';
import { refuseUnsound } from './save-baseline.js';

/**
 * Takes over what others did in the bucket: put there by hand before the first start, changed or removed past the hub. A person says
 * so, with a reason, file by file or for all that is refused now; nothing else ever makes it count.
 */
export class AdoptInBucket {
  constructor(
    private readonly desired: DesiredStates,
    private readonly own: OwnBaselineFiles,
    private readonly savedContents: BaselineHistory,
    private readonly changes: BaselineChanges,
    private readonly history: Pick<History, 'transaction'>,
    private readonly audit: AuditTrail,
    private readonly evaluateAgain: EvaluateAgain,
  ) {}

  /** @throws Problem `request.invalid` for a name that is none, `resource.busy`, or of MariaDB and S3 */
  async adoptBucketChanges(
    { files, reason }: AdoptBaselines,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<BaselinesAdopted> {
    const locations = files?.map(baselineLocationNamed) ?? (await this.desired.refused());
    const adopted: BaselineRevisionView[] = [];
    const left: string[] = [];
    await this.changes.changeBaselinesExclusively(async () => {
      for (const location of locations)
        try {
          const change = await this.adoptFile(location, reason, caller, request);
          if (change !== undefined) adopted.push(change);
        } catch (error) {
          if (!(error instanceof Problem) || error.retry) throw error;
          left.push(`${nameOf(location)}: ${error.detail}`);
        }
    });
    if (adopted.length > 0) await this.evaluateAgain.requestEvaluation({}, caller);
    return { adopted, left };
  }

  /** Undefined when it is ours already. @throws Problem when it would not load, or is no place of a baseline */
  private async adoptFile(
    { plugin, path }: BaselineLocation,
    reason: string,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<BaselineRevisionView | undefined> {
    const location = { plugin, path };
    const { whose, there } = await this.own.settleFile(location);
    if (whose === 'ours') return undefined;
    if (there !== undefined) refuseUnsound(location, there.content, { ifRevision: there.revision });
    const content = there && {
      revision: there.revision,
      sha256: await this.savedContents.storeBaselineContent(there.content),
      size: there.content.length,
    };
    const change = { ...location, change: 'adopted' as const, by: caller.name, reason };
    return this.history.transaction(async (sql) => {
      const recorded = await this.changes.recordBaselineChange(
        { ...change, ...(content && { content }) },
        new Date(),
        sql,
      );
      const detail = { version: recorded.version, whose, reason, sha256: content?.sha256 ?? null };
      const action = plugin === '' ? 'deviations.adopted' : 'baseline.adopted';
      await this.audit.recordAuditedAction(caller, action, nameOf(location), request, detail, sql);
      return recorded;
    });
  }
}
