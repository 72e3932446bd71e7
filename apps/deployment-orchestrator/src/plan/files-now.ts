import type { TargetFile } from '@archivesmp/change-plan';
import { hasKnownBytes } from '@archivesmp/contracts/vocabulary';
import type { ConfigFile, History } from '@archivesmp/history';
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
    const now: TargetFile = { instanceId, path, ...(await this.standing(seen)) };
    this.read_.set(`${instanceId}/${path}`, now);
    return now;
  }

  /** What does not parse is there all the same: its bytes are known, so it can be replaced, deleted and taken back. */
  private async standing(
    seen: ConfigFile | undefined,
  ): Promise<Pick<TargetFile, 'state' | 'bytes' | 'reason'>> {
    if (seen === undefined) return { state: 'absent' };
    const { state, sha256, reason = state } = seen;
    if (hasKnownBytes(state) && sha256 !== undefined)
      return { state: 'present', bytes: await this.contents.read(sha256) };
    return { state: state === 'unsettled' ? 'unsettled' : 'unreadable', reason };
  }

  /** Everything that was read. */
  all(): TargetFile[] {
    return [...this.read_.values()];
  }
}
