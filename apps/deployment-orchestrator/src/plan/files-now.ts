import { serverPath } from '@archivesmp/fleet';
import type { TargetFile } from '@archivesmp/change-plan';
import type { ConfigContents, FileNow } from '@archivesmp/hub-wiring';
import type { InspectedFiles } from './inspected-files.js';

type FileContentStatus = Pick<TargetFile, 'state' | 'bytes' | 'reason'>;

/** Not read yet: neither absent nor present is claimed. */
const NOT_INSPECTED: FileContentStatus = { state: 'unreadable', reason: 'it was not read yet' };

/**
 * Files of instances as they are now, with their contents. What was not inspected yet is noted in `unseen`; the caller
 * has it inspected and reads again.
 */
export class FilesNow {
  /** Files that were asked for and not inspected yet. */
  readonly unseen = new Map<string, { readonly instanceId: string; readonly path: string }>();
  private readonly read_ = new Map<string, TargetFile>();

  constructor(
    private readonly inspected: Pick<InspectedFiles, 'fileNow' | 'likenessOf' | 'hintFor'>,
    private readonly contents: Pick<ConfigContents, 'readConfigContent'>,
  ) {}

  /** @param file relative to the plugin's folder. @throws Problem of S3 */
  async readFileNow(instanceId: string, plugin: string, file: string): Promise<TargetFile> {
    const path = serverPath(plugin, file);
    const key = `${instanceId}/${path}`;
    const known = this.read_.get(key);
    if (known !== undefined) return known;
    const found = this.inspected.fileNow(instanceId, path);
    if (found === undefined) this.unseen.set(key, { instanceId, path });
    const like = this.inspected.likenessOf(instanceId, path);
    const alike = found?.state === 'present' && like !== undefined ? { like } : {};
    const likely = found?.state === 'absent' ? this.inspected.hintFor(instanceId, path) : undefined;
    const meant = likely === undefined ? {} : { reason: likely };
    const now: TargetFile = { instanceId, path, ...(await this.readStatus(found)), ...alike, ...meant };
    this.read_.set(key, now);
    return now;
  }

  /** Everything that was read. */
  listRead(): TargetFile[] {
    return [...this.read_.values()];
  }

  /** What does not parse is there all the same: its bytes are known, so it can be replaced, deleted and taken back. */
  private async readStatus(found: FileNow | undefined): Promise<FileContentStatus> {
    if (found === undefined) return NOT_INSPECTED;
    if (found.state === 'present')
      return { state: 'present', bytes: await this.contents.readConfigContent(found.sha256) };
    if (found.state === 'too-large') return { state: 'unreadable', reason: 'it is too large to be planned' };
    return found;
  }
}
