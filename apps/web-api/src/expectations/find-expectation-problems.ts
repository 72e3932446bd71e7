import { randomUUID } from 'node:crypto';
import { FleetRules } from '@archivesmp/baseline';
import type { ConfigFileReads, FleetReads } from '@archivesmp/history';
import { type ConfigContents, type DesiredStates, fleetVotes } from '@archivesmp/hub-wiring';
import { namedFleet } from '@archivesmp/fleet';
import { problemOfBreach, problemsOfDesired } from '@archivesmp/drift';
import { problemOfRefused, type ExpectationProblemView } from './expectation-problem.js';

/**
 * What is wrong with the expectations as they are saved now, and which rules over the fleet its files break as they were
 * last seen. Worked out when asked, so that a person who saves deviations.yml sees the result at once.
 */
export class FindExpectationProblems {
  constructor(
    private readonly fleet: FleetReads,
    private readonly files: ConfigFileReads,
    private readonly desired: DesiredStates,
    private readonly contents: ConfigContents,
  ) {}

  /** @throws Problem `baseline.invalid` for a deviations.yml that cannot be read; `artifacts.unavailable` */
  async findExpectationProblems(now = new Date()): Promise<ExpectationProblemView[]> {
    const fleet = namedFleet(await this.fleet.listInstances());
    const {
      desired,
      rules: compiled,
      refused,
    } = await this.desired.forScan(randomUUID(), fleet.instances, now);
    const rules = new FleetRules(desired.document.fleetRules);
    const votes = await fleetVotes(desired, fleet, { files: this.files, contents: this.contents });
    return [
      ...refused.map(problemOfRefused),
      ...problemsOfDesired(desired),
      ...rules.breachesIn(votes).map((breach) => problemOfBreach(breach, compiled.judgeOf)),
    ];
  }
}
