import type { HostAccounts } from '@archivesmp/bus';
import { Problem } from '@archivesmp/contracts/problem';
import type { HostAccesses } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';

/**
 * Which accounts agents have is a matter of MariaDB; Redis follows. One that was started without a file for its accounts has forgotten
 * them, one that was set back to an earlier state has old passwords and accounts that have ended: all are put right.
 */
export class MaintainAccounts {
  private hasComplained = false;

  constructor(
    private readonly accesses: Pick<HostAccesses, 'listHostAccesses' | 'listEndedHosts'>,
    private readonly accounts: Pick<
      HostAccounts,
      'hasHostAccount' | 'listAccountHosts' | 'putHostAccount' | 'removeHostAccount'
    >,
    private readonly log: Log,
  ) {}

  /** One look. @throws Problem of MariaDB or Redis */
  async alignBusAccounts(): Promise<void> {
    const [wanted, ended] = [await this.accesses.listHostAccesses(), await this.accesses.listEndedHosts()];
    if (wanted.length + ended.length === 0) return;
    try {
      const there = new Set(await this.accounts.listAccountHosts());
      for (const { host, redisHash } of wanted) {
        if (there.has(host) && (await this.accounts.hasHostAccount(host, redisHash))) continue;
        await this.accounts.putHostAccount(host, redisHash);
        this.log.info({ host }, 'account of a host made again in Redis');
      }
      for (const host of ended.filter((one) => there.has(one))) {
        await this.accounts.removeHostAccount(host);
        this.log.warn({ host }, 'account of a host whose access has ended removed from Redis');
      }
      this.hasComplained = false;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'queue.no-accounts') throw error;
      if (!this.hasComplained) this.log.error({ err: error }, 'accounts of hosts cannot be made in Redis');
      this.hasComplained = true;
    }
  }
}
