import type { HostAccounts } from '@archivesmp/bus';
import { Problem } from '@archivesmp/contracts/problem';
import type { HostAccesses } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';

/** A Redis that was started without a file for its accounts has forgotten those of the agents: they are made again. */
export class KeepAccounts {
  private hasComplained = false;

  constructor(
    private readonly accesses: Pick<HostAccesses, 'list'>,
    private readonly accounts: Pick<HostAccounts, 'hosts' | 'put'>,
    private readonly log: Log,
  ) {}

  /** One look. @throws Problem of MariaDB or Redis */
  async run(): Promise<void> {
    const wanted = await this.accesses.list();
    if (wanted.length === 0) return;
    try {
      const there = new Set(await this.accounts.hosts());
      for (const { host, redisHash } of wanted) {
        if (there.has(host)) continue;
        await this.accounts.put(host, redisHash);
        this.log.info({ host }, 'account of a host made again in Redis');
      }
      this.hasComplained = false;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'queue.no-accounts') throw error;
      if (!this.hasComplained) this.log.error({ err: error }, 'accounts of hosts cannot be made in Redis');
      this.hasComplained = true;
    }
  }
}
