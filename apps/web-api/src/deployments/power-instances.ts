import { counted } from '@archivesmp/contracts/counted';
import type { DeploymentView, RestartRequest } from '@archivesmp/contracts/deployment';
import { Problem } from '@archivesmp/contracts/problem';
import type { FleetReads, Holds, RestartFlags, StoredInstance } from '@archivesmp/history';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import type { KnownFleet } from '../fleet/known-fleet.js';
import type { AcceptDeployment } from './accept-deployment.js';

const PROXIES: ReadonlySet<string> = new Set(['velocity', 'bungeecord', 'geyser']);

/** What is done to servers without changing a file of theirs, and how a refusal says it. */
const DONE = { restart: 'restarted', stop: 'stopped', start: 'started' } as const;
/** What people may do to the power of servers. */
export type PowerKind = keyof typeof DONE;

/** Restarts, stops or starts instances without changing them: selected ones, those that need a restart, or all; proxies last. */
export class PowerInstances {
  constructor(
    private readonly fleet: FleetReads,
    private readonly known: KnownFleet,
    private readonly flags: RestartFlags,
    private readonly holds: Holds,
    private readonly accept: AcceptDeployment,
  ) {}

  /**
   * @param why what the audit says beside the names
   * @throws Problem `request.invalid`, `resource.conflict` when the number is not the expected one, `deployment.held`
   */
  async requestPowerChange(
    kind: PowerKind,
    wanted: RestartRequest,
    caller: Caller,
    request: IdentifiedRequest,
    why: object = {},
  ): Promise<DeploymentView> {
    const before = await this.accept.before(request);
    if (before !== undefined) return before;
    const chosen = await this.chosen(wanted, kind === 'restart');
    const names = chosen.map((one) => one.name).join(', ');
    if (chosen.length === 0)
      throw new Problem(
        'request.invalid',
        wanted.flagged === true
          ? 'No instance waits for a restart: nothing would be restarted.'
          : `No instance is meant: nothing would be ${DONE[kind]}.`,
      );
    if (wanted.expect !== undefined && wanted.expect !== chosen.length)
      throw new Problem(
        'resource.conflict',
        `${counted(chosen.length, 'instance')} would be ${DONE[kind]} and not ${wanted.expect}: ${names}.`,
      );
    await this.holds.assertNoHold(
      chosen.map((one) => one.id),
      new Date(),
    );
    const { countdownSeconds } = wanted;
    return this.accept.recordDeployment(
      {
        kind,
        options: countdownSeconds === undefined ? {} : { countdownSeconds },
        instances: chosen.map(({ id: instanceId, host, platform }) => ({
          instanceId,
          host,
          wave: PROXIES.has(platform) ? 2 : 1,
        })),
      },
      { action: `${kind}.requested`, detail: { instances: names, ...why } },
      caller,
      request,
    );
  }

  private async chosen(
    { instances: named, flagged, all }: RestartRequest,
    mayBeFlagged: boolean,
  ): Promise<StoredInstance[]> {
    const ways = [named !== undefined, flagged === true, all === true].filter(Boolean).length;
    if (ways !== 1)
      throw new Problem(
        'request.invalid',
        mayBeFlagged
          ? 'Say exactly one of instances, flagged: true and all: true.'
          : 'Say exactly one of instances and all: true.',
      );
    const fleet = await this.fleet.listInstances();
    if (all === true) return fleet;
    if (flagged === true) {
      const ids = new Set((await this.flags.listNeededRestarts()).map((one) => one.instanceId));
      return fleet.filter((one) => ids.has(one.id));
    }
    for (const name of named!) await this.known.instance(name, 'instances');
    const ids = new Set<string>();
    for (const name of named!)
      for (const { id } of await this.fleet.listInstances({ instance: name })) ids.add(id);
    return fleet.filter(({ id }) => ids.has(id));
  }
}
