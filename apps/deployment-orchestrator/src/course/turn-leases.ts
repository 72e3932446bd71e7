import { Problem } from '@archivesmp/contracts/problem';
import type { Lease } from '@archivesmp/history';
import { isOver } from '@archivesmp/contracts/deployment-states';
import type { InstanceLines, Line } from './instance-lines.js';
import type { TurnInput } from './turn-input.js';

/** A lease outlives any pause that somebody sleeps over; every turn prolongs it. */
const LEASE_SECONDS = 24 * 3_600;

/** The name under which a deployment holds its instances: who takes a lease and who asserts it must agree. */
export const holderOf = (deploymentId: string): string => `deployment ${deploymentId}`;

/** What one turn holds, takes and gives back: one hand per instance. */
export class TurnLeases {
  /** Instances that somebody else is changing: they wait. */
  readonly busy = new Set<string>();
  /** Instances that nobody holds since this turn. */
  readonly freed = new Set<string>();

  constructor(private readonly input: TurnInput) {}

  /** The fence under which the instance may be changed; undefined when somebody else is changing it. */
  async take({ instanceId }: Pick<Line, 'instanceId'>): Promise<number | undefined> {
    const { history, sql, now } = this.input;
    try {
      return (await history.leases.acquire(instanceId, this.holder, LEASE_SECONDS, now, sql)).fence;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'instance.busy') throw error;
      this.busy.add(instanceId);
      return undefined;
    }
  }

  /** A fence of its own for what goes back: whatever was begun under the old one is over. @throws Problem `instance.busy` */
  async takeAnew(line: Line): Promise<number> {
    const { history, sql, now } = this.input;
    const { instanceId, fence } = line;
    if (fence !== undefined) await history.leases.release({ instanceId, holder: this.holder, fence }, sql);
    return (await history.leases.acquire(instanceId, this.holder, LEASE_SECONDS, now, sql)).fence;
  }

  async release({ instanceId, fence }: Pick<Line, 'instanceId' | 'fence'>): Promise<void> {
    if (fence === undefined) return;
    const { history, sql } = this.input;
    if (await history.leases.release({ instanceId, holder: this.holder, fence }, sql))
      this.freed.add(instanceId);
  }

  /** Prolongs what is held. Where somebody else took over, a person has to look: two hands were on the instance. */
  async keep(lines: InstanceLines): Promise<void> {
    for (const line of lines.all()) {
      const { instanceId, state, fence } = line;
      if (fence === undefined) continue;
      const lease = { instanceId, holder: this.holder, fence, expiresAt: this.input.now };
      if (isOver(state) || state === 'flagged') await this.release(line);
      else if (!(await this.renewed(lease)))
        await lines.move(line, 'stuck', { reason: 'something else took the instance over' });
    }
  }

  private async renewed(lease: Lease): Promise<boolean> {
    const { history, sql, now } = this.input;
    try {
      await history.leases.renew(lease, LEASE_SECONDS, now, sql);
      return true;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'lease.lost') throw error;
      return false;
    }
  }

  private get holder(): string {
    return holderOf(this.input.standing.id);
  }
}
