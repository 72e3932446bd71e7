import type {
  AgentRepair,
  DamagedStateFile,
  NamedDamage,
  RepairedStateFile,
} from '@archivesmp/contracts/agent-state';
import { Problem } from '@archivesmp/contracts/problem';
import { damageText, type StateCare } from '@archivesmp/instance-files';
import type { Log } from '@archivesmp/service-kit';
import { HubUnavailable } from '../hub/hub-connection.js';
import type { HubActionsClient } from './hub-actions-client.js';
import type { LocalActionJournal } from './local-actions.js';

/** What was done, without the names. */
type Done = Pick<RepairedStateFile, 'fence' | 'kept' | 'done'>;

/**
 * Names everything in the state folder that cannot be read, and makes it sound again. Of a fence only the hub knows the number, and it
 * has in its audit that it told it: without the hub no fence is repaired, not even by force. All else is moved aside, never deleted.
 * Once more does no harm: what can be read is left alone.
 */
export class RepairState {
  constructor(
    readonly host: string,
    private readonly care: Pick<StateCare, 'listDamagedParts' | 'repairFence' | 'setAside'>,
    private readonly actions: Pick<LocalActionJournal, 'damaged' | 'setAside'>,
    private readonly hubActions: Pick<HubActionsClient, 'newestFence'>,
    private readonly log: Pick<Log, 'warn'>,
    private readonly stopping: AbortSignal,
  ) {}

  /** @param names names of instances by id, as far as the host has them */
  async damage(names: ReadonlyMap<string, string>): Promise<NamedDamage[]> {
    const parts = [...(await this.care.listDamagedParts()), ...(await this.actions.damaged())];
    return parts.map((stateFile) => ({
      ...withInstanceName(stateFile, names),
      reason: damageText(stateFile),
    }));
  }

  /** @param reason why, for the audit of the hub */
  async repairState(names: ReadonlyMap<string, string>, reason?: string): Promise<AgentRepair> {
    const repaired: RepairedStateFile[] = [];
    const left: NamedDamage[] = [];
    for (const { reason: damage, ...stateFile } of await this.damage(names))
      try {
        const done = await this.repair(stateFile, reason);
        if (done === undefined) continue;
        repaired.push({ ...stateFile, ...done });
        this.log.warn({ ...stateFile, ...done, damage }, 'damaged state repaired');
      } catch (error) {
        left.push({ ...stateFile, reason: reasonOf(error, stateFile) });
      }
    return { host: this.host, repaired, left };
  }

  private async repair(stateFile: DamagedStateFile, reason: string | undefined): Promise<Done | undefined> {
    const { kind, instanceId } = stateFile;
    if (kind === 'fence') {
      const wanted = { instanceId: instanceId!, ...(reason !== undefined && { reason }) };
      const newest = (): Promise<number> => this.hubActions.newestFence(wanted, this.stopping);
      const fence = await this.care.repairFence(instanceId!, newest);
      return fence && { ...fence, done: `holds ${fence.fence} now; orders are carried out from there on` };
    }
    const copies =
      kind === 'local-action'
        ? await this.actions.setAside(stateFile)
        : await this.care.setAside({ ...stateFile, kind });
    return copies === undefined ? undefined : { kept: copies, done: ASIDE[kind] };
  }
}

const ASIDE: Readonly<Record<Exclude<DamagedStateFile['kind'], 'fence'>, string>> = {
  outcome: 'was moved aside; look in its deployment how the order ended, and scan the instance',
  journal:
    'was moved aside with the contents it had stored, each named by its sha256; compare the files of this order with its plan, ' +
    'and restore what is half done',
  'made-folders': 'was moved aside; empty folders that orders made may stay',
  'local-action': 'was moved aside; the audit of the hub will not have what was done by force',
};

function withInstanceName(
  stateFile: DamagedStateFile,
  names: ReadonlyMap<string, string>,
): Omit<NamedDamage, 'reason'> {
  const instance = stateFile.instanceId === undefined ? undefined : names.get(stateFile.instanceId);
  return instance === undefined ? stateFile : { ...stateFile, instance };
}

/** Each part is repaired by itself: a failure of one does not stop the others. */
function reasonOf(error: unknown, { file }: DamagedStateFile): string {
  if (error instanceof HubUnavailable)
    return `${file} stays damaged: only the hub knows the number, so there is no force here; ${error.message}`;
  return `${file} stays damaged: ${error instanceof Problem ? error.detail : (error as Error).message}`;
}
