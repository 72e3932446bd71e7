import { Problem } from '@archivesmp/contracts/problem';
import type { OrderApplier } from '@archivesmp/instance-files';
import type { Log } from '@archivesmp/service-kit';
import { HubAway } from '../hub/hub-connection.js';
import type { HostDesk } from './host-desk.js';

/** Which fences can be read again, and which were left as they are. */
export interface RepairAnswer {
  readonly repaired: readonly {
    readonly instanceId: string;
    readonly fence: number;
    readonly kept: string;
  }[];
  readonly left: readonly { readonly instanceId: string; readonly reason: string }[];
}

/**
 * Writes every fence of this agent that cannot be read anew. Only the hub knows the number, and it has in its audit that it told it:
 * without the hub nothing is repaired, not even by force. Once more does no harm: a fence that can be read is left alone.
 */
export class RepairFences {
  constructor(
    private readonly applier: Pick<OrderApplier, 'damagedFences' | 'repairFence'>,
    private readonly desk: Pick<HostDesk, 'newestFence'>,
    private readonly log: Pick<Log, 'warn'>,
    private readonly stopping: AbortSignal,
  ) {}

  /** @throws Problem `hub.unreachable`; what was repaired before stays repaired */
  async run(reason?: string): Promise<RepairAnswer> {
    const repaired: RepairAnswer['repaired'][number][] = [];
    const left: RepairAnswer['left'][number][] = [];
    for (const instanceId of await this.applier.damagedFences())
      try {
        const wanted = { instanceId, ...(reason !== undefined && { reason }) };
        const done = await this.applier.repairFence(instanceId, () =>
          this.desk.newestFence(wanted, this.stopping),
        );
        if (done === undefined) continue;
        repaired.push({ instanceId, ...done });
        this.log.warn({ instanceId, ...done }, 'damaged fence written anew');
      } catch (error) {
        if (error instanceof HubAway) throw away(instanceId, error);
        if (!(error instanceof Problem)) throw error;
        left.push({ instanceId, reason: error.detail });
      }
    return { repaired, left };
  }
}

const away = (instanceId: string, { message }: HubAway): Problem =>
  new Problem(
    'hub.unreachable',
    `The fence of instance ${instanceId} stays damaged: only the hub knows the number, so there is no force here; ${message}.`,
  );
