import type { TargetFile } from '@archivesmp/change-plan';
import type { History } from '@archivesmp/history';
import type { ConfigContents } from '@archivesmp/hub-wiring';
import { serverPath } from './server-path.js';

/** Config files as the last scan saw them, with their contents. What moved since then is refused when the plan is run. */
export class FilesNow {
  private readonly read_ = new Map<string, TargetFile>();

  constructor(
    private readonly history: Pick<History, 'configFiles'>,
    private readonly contents: ConfigContents,
  ) {}

  /** @param file relative to the plugin's folder. @throws Problem of MariaDB or S3 */
  async read(instanceId: string, plugin: string, file: string): Promise<TargetFile> {
    const path = serverPath(plugin, file);
    const known = this.read_.get(`${instanceId}/${path}`);
    if (known !== undefined) return known;
    const seen = (await this.history.configFiles.configFiles({ instanceIds: [instanceId], plugin })).find(
      (one) => one.path === file && one.state !== 'vanished',
    );
    const now: TargetFile =
      seen === undefined
        ? { instanceId, path, state: 'absent' }
        : seen.state !== 'readable' || seen.sha256 === undefined
          ? { instanceId, path, state: 'unreadable' }
          : { instanceId, path, state: 'present', bytes: await this.contents.read(seen.sha256) };
    this.read_.set(`${instanceId}/${path}`, now);
    return now;
  }

  /** Everything that was read. */
  all(): TargetFile[] {
    return [...this.read_.values()];
  }
}
