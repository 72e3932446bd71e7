import type { BaselineHistory, Precondition } from '@archivesmp/artifacts';
import type { BaselineChanged, BaselineRevisionView } from '@archivesmp/contracts/baseline-history';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type { BaselineChanges } from '@archivesmp/history';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import { nameOf, type BaselinesInBucket } from './baseline-location.js';
import type { ChangeBaselines } from './change-baselines.js';
import type { OwnBaselineFiles } from './own-baseline-files.js';
import type { SaveBaseline } from './save-baseline.js';

/** Gives a baseline file, or deviations.yml, a content back that it had. */
export class RestoreRevision {
  constructor(
    private readonly bucket: BaselinesInBucket,
    private readonly savedContents: BaselineHistory,
    private readonly changes: BaselineChanges,
    private readonly own: OwnBaselineFiles,
    private readonly save: SaveBaseline,
    private readonly change: ChangeBaselines,
  ) {}

  /** The content of a version. @throws Problem `resource.not-found`: no such version, or the file was gone then */
  async contentOf(version: number): Promise<{ revision: BaselineRevisionView; content: Buffer }> {
    const revision = await this.revisionOf(version);
    if (revision.sha256 === undefined)
      throw new Problem('resource.not-found', `${nameOf(revision)} was gone after version ${version}.`);
    return { revision, content: await this.savedContents.readBaselineContent(revision.sha256) };
  }

  /**
   * The file becomes what it was after that version. @throws Problem `resource.not-found`, `baseline.invalid` (it would not load),
   * `baseline.revision-mismatch`, `resource.busy`
   */
  async restoreRevision(
    version: number,
    reason: string | undefined,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<BaselineChanged> {
    const { revision, content } = await this.contentOf(version);
    return this.become(
      revision,
      content,
      { change: 'restored', of: version, ...why(reason) },
      caller,
      request,
    );
  }

  /**
   * The last change of a file is taken back: it becomes what it was before, and is deleted where there was nothing before.
   * @throws Problem `resource.conflict` naming the later change, or that what was before is not known; and those of `restore`
   */
  async undoRevision(
    version: number,
    reason: string | undefined,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<BaselineChanged> {
    await this.own.settleAll();
    const undone = await this.revisionOf(version);
    const last = (await this.changes.findLastRevision(undone))!;
    if (last.version !== version)
      throw new Problem(
        'resource.conflict',
        `${nameOf(undone)} was changed since by ${last.by ?? 'an unknown author'} (version ${last.version}, ` +
          `${last.change}); take that back first, or restore the version you want.`,
      );
    const details = { change: 'undone' as const, of: version, ...why(reason) };
    const before = await this.changes.findRevisionBefore(undone, version);
    if (before?.sha256 !== undefined)
      return this.become(
        undone,
        await this.savedContents.readBaselineContent(before.sha256),
        details,
        caller,
        request,
      );
    // That nothing was recorded before it was found or adopted does not mean that nothing was there
    if (before === undefined && (undone.change === 'found' || undone.change === 'adopted'))
      throw new Problem(
        'resource.conflict',
        `${nameOf(undone)} was there before its changes were recorded, so it is not known what it was before version ${version}; ` +
          'save what it should be, or delete it if it should not be there.',
      );
    if (undone.revision === undefined) return { changed: undone, written: false };
    const when = { ifRevision: undone.revision };
    const { plugin, path } = undone;
    const changed = await this.change.changeBaseline(
      { location: { plugin, path }, when, ...details },
      caller,
      request,
    );
    return { changed, written: true };
  }

  private async become(
    { plugin, path }: BaselineRevisionView,
    content: Buffer,
    details: { change: 'restored' | 'undone'; of: number; reason?: string },
    caller: Caller,
    request: FastifyRequest,
  ): Promise<BaselineChanged> {
    const location = { plugin, path };
    await this.own.settleAll();
    const now = await this.bucket.readBaselineFile(location);
    const last = await this.changes.findLastRevision(location);
    if (now?.content.equals(content) === true && last?.sha256 === sha256Hex(content))
      return { changed: last, written: false };
    const when: Precondition = now === undefined ? { ifAbsent: true } : { ifRevision: now.revision };
    const changed = await this.save.saveBaseline(location, content, when, caller, request, details);
    return { changed, written: true };
  }

  private async revisionOf(version: number): Promise<BaselineRevisionView> {
    const revision = await this.changes.getBaselineRevision(version);
    if (revision === undefined)
      throw new Problem('resource.not-found', `There is no version ${version} of the baselines.`);
    return revision;
  }
}

const why = (reason: string | undefined) => (reason === undefined ? {} : { reason });
