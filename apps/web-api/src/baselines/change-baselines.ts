import type { BaselineHistory, Precondition } from '@archivesmp/artifacts';
import type { FleetEventStream } from '@archivesmp/bus';
import type { BaselineChange, BaselineRevisionView } from '@archivesmp/contracts/baseline-history';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type { BaselineChanges, History, BaselineLocation } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import type { FastifyRequest } from 'fastify';
import type { AuditTrail, AuditNote } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import { nameOf, type BaselinesInBucket } from './baseline-location.js';
import { baselineSet } from './baseline-set.js';
import type { EvaluateAgain } from './evaluate-again.js';
import { type OwnBaselineFiles, refuseForeign } from './own-baseline-files.js';

/** One requested change. Without `content` the file is deleted, and then `when` names its revision. */
export interface WantedChange {
  readonly location: BaselineLocation;
  readonly content?: Buffer;
  readonly when: Precondition;
  readonly change: BaselineChange;
  /** The version that is restored or taken back. */
  readonly of?: number;
  readonly reason?: string;
  /** What else the audit says of it, such as the decision that it comes of; the revision is added. */
  readonly also?: AuditNote;
}

/** What the audit calls a change; all ways to give a file a content that a person chose are a save. */
const AUDITED: Readonly<Partial<Record<BaselineChange, string>>> = {
  deleted: 'deleted',
  restored: 'restored',
  undone: 'undone',
};

/**
 * The one way in which baselines and deviations.yml change: the content is kept, written if no other change came first, recorded with a number,
 * who and why, and the drift is judged again.
 */
export class ChangeBaselines {
  constructor(
    private readonly bucket: BaselinesInBucket,
    private readonly savedContents: BaselineHistory,
    private readonly changes: BaselineChanges,
    private readonly history: Pick<History, 'transaction'>,
    private readonly own: OwnBaselineFiles,
    private readonly audit: AuditTrail,
    private readonly events: FleetEventStream,
    private readonly evaluateAgain: EvaluateAgain,
    private readonly log: Log,
  ) {}

  /** Gives the change with its number. @throws Problem `baseline.revision-mismatch`, `request.invalid`, `resource.busy` */
  async changeBaseline(
    wanted: WantedChange,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<BaselineRevisionView> {
    const changed = await this.changes.changeBaselinesExclusively(() => this.change(wanted, caller, request));
    const { plugin, path } = wanted.location;
    await this.publishChange({ plugin, path, revision: changed.revision ?? '' });
    // Tags, variables and rules of deviations.yml reach into every plugin
    await this.evaluateAgain.requestEvaluation(plugin === '' ? {} : { plugin }, caller);
    return changed;
  }

  private async change(
    wanted: WantedChange,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<BaselineRevisionView> {
    const { location, content, when, change, of, reason } = wanted;
    const status = await this.own.settleFile(location);
    // Writing over what others did in the bucket would take a part of it over unseen
    if (!ADOPTS_NOTHING.has(change)) refuseForeign(location, status);
    // S3 takes nothing back, so a change that cannot be recorded must not be made
    await this.audit.rehearse(caller, notesOf(wanted, UNKNOWN_YET), request);
    const sha256 = content && (await this.savedContents.storeBaselineContent(content));
    const recordedWith = (revision: string) => ({
      ...location,
      change,
      by: caller.name,
      ...(of !== undefined && { of }),
      ...(reason !== undefined && { reason }),
      ...(content !== undefined &&
        sha256 !== undefined && { content: { revision, sha256, size: content.length } }),
    });
    await this.changes.beginBaselineChange(recordedWith(''), new Date());
    const revision = await this.writeOrRemove(location, content, when);
    const saved = recordedWith(revision ?? '');
    const recorded = await this.history.transaction(async (sql) => {
      const made = await this.changes.recordBaselineChange(saved, new Date(), sql);
      for (const { action, subject, detail } of notesOf(wanted, { version: made.version, revision }))
        await this.audit.recordAuditedAction(caller, action, subject, request, detail, sql);
      return made;
    });
    await this.writeMetadata();
    return recorded;
  }

  private async writeOrRemove(
    location: BaselineLocation,
    content: Buffer | undefined,
    when: Precondition,
  ): Promise<string | undefined> {
    try {
      if (content !== undefined) return await this.bucket.writeBaselineFile(location, content, when);
      if ('ifRevision' in when) await this.bucket.removeBaselineFile(location, when.ifRevision);
      return undefined;
    } catch (error) {
      // Of a refusal it is known that nothing was written; of a lost answer the next look tells
      if (error instanceof Problem && error.code !== 'artifacts.unavailable')
        await this.changes.abandonBaselineChange(location);
      throw error;
    }
  }

  /** A copy of what the database says; the next change writes it anew. */
  private async writeMetadata(): Promise<void> {
    await this.changes
      .listRevisionsAtVersion()
      .then((changes) => this.savedContents.writeBaselineMetadata(baselineSet(changes)))
      .catch((error: unknown) => this.log.warn({ err: error }, 'metadata.json not written'));
  }

  /** A hint: the file is changed whether or not the event is received. */
  private async publishChange(change: { plugin: string; path: string; revision: string }): Promise<void> {
    await this.events
      .publishFleetEvent('baseline.changed', change, new Date())
      .catch((error: unknown) => this.log.warn({ err: error, path: change.path }, 'event not published'));
  }
}

/** Changes that replace a file wholly by what is known, or remove it. */
const ADOPTS_NOTHING: ReadonlySet<BaselineChange> = new Set(['restored', 'undone', 'deleted']);

/** As long as the real ones. */
const UNKNOWN_YET = { version: Number.MAX_SAFE_INTEGER, revision: '0'.repeat(64) };

/** What the audit says of a change: itself, and what it comes of. */
function notesOf(
  { location, content, when, change, of, reason, also }: WantedChange,
  { version, revision }: { readonly version: number; readonly revision: string | undefined },
): AuditNote[] {
  const action = `${location.plugin === '' ? 'deviations' : 'baseline'}.${AUDITED[change] ?? 'saved'}`;
  const detail = {
    version,
    before: 'ifRevision' in when ? when.ifRevision : null,
    revision: revision ?? null,
    ...(content !== undefined && { bytes: content.length, sha256: sha256Hex(content) }),
    ...(of !== undefined && { of }),
    ...(reason !== undefined && { reason }),
  };
  const itself = { action, subject: nameOf(location), detail };
  return also === undefined
    ? [itself]
    : [itself, { ...also, detail: { ...also.detail, revision: revision ?? null } }];
}
