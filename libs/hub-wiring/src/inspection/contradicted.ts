import type { ConfigFile } from '@archivesmp/history';
import { requestScan, type ScanRequesting } from '../relay/request-scan.js';
import type { FileNow } from './inspect-files.js';

/** A plugin of an instance whose files are not as the last scan saw them. */
export interface ContradictedPlugin {
  readonly instanceId: string;
  readonly plugin: string;
}

/** Whether what was found now speaks against what the last scan saw. What cannot be read now says nothing against it. */
export function contradicts(before: Pick<ConfigFile, 'state' | 'sha256'>, now: FileNow): boolean {
  if (now.state === 'unreadable') return false;
  if (before.state === 'vanished') return now.state !== 'absent';
  return now.state === 'absent' || now.sha256 !== before.sha256;
}

/** What was found now and the last scan disagree: a scan of that plugin says what is true. It is asked for, not waited for. */
export class ScanContradicted {
  constructor(private readonly asking: ScanRequesting) {}

  /**
   * One scan for each plugin that is named, however often; an equal one under way is joined. Never fails: the next scheduled scan
   * looks as well.
   * @param by who found it: the service or the question
   */
  async scanContradicted(plugins: readonly ContradictedPlugin[], by: string): Promise<void> {
    const { log } = this.asking;
    const each = new Map(
      plugins.map((plugin) => [JSON.stringify([plugin.instanceId, plugin.plugin]), plugin]),
    );
    for (const { instanceId, plugin } of each.values()) {
      try {
        const { id, joined } = await requestScan(this.asking, { instance: instanceId, plugin }, by);
        log.info({ scanId: id, joined, instanceId, plugin }, 'files are not as the last scan saw them');
      } catch (error) {
        log.warn({ instanceId, plugin, err: error }, 'scan of contradicted files not asked for');
      }
    }
  }
}
