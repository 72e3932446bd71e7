import { describedInstance, namedFleet, type FleetInstance } from '@archivesmp/fleet';
import type { FindingView } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import type { FindingReads, FleetReads } from '@archivesmp/history';

/** A finding that a person decides on, and its instance as deviations.yml names it. */
export class FindingOnInstance {
  constructor(
    private readonly findings: FindingReads,
    private readonly fleet: FleetReads,
  ) {}

  /** @throws Problem `resource.not-found` */
  async finding(id: string): Promise<FindingView> {
    const finding = await this.findings.getFinding(id);
    if (finding === undefined) throw noFinding();
    return finding;
  }

  /** @throws Problem `resource.not-found` when the instance is gone */
  async instanceOf({ instanceId }: Pick<FindingView, 'instanceId'>): Promise<FleetInstance> {
    const fleet = namedFleet(await this.fleet.listInstances());
    const instance = describedInstance(fleet.instances, fleet, instanceId);
    if (instance === undefined) throw new Problem('resource.not-found', 'The instance is no longer there.');
    return instance;
  }
}

export const noFinding = (): Problem =>
  new Problem('resource.not-found', 'There is no finding with this id.');
