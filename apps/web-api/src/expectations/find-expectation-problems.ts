import { randomUUID } from 'node:crypto';
import { FleetRules } from '@archivesmp/baseline';
import { ConfigFileReads, FleetReads } from '@archivesmp/history';
import { ConfigContents, DesiredStates, fleetVotes } from '@archivesmp/hub-wiring';
import { namedFleet } from '@archivesmp/fleet';
import { Inject, Injectable } from '@nestjs/common';
import { problemOfBreach, problemsOfDesired } from '@archivesmp/drift';
import { problemOfRefused, type ExpectationProblemView } from './expectation-problem.js';

/**
 * What is wrong with the expectations as they are saved now, and which rules over the fleet its files break as they were
 * last seen. Worked out when asked, so that whoever saves deviations.yml sees at once what came of it.
 */
@Injectable()
export class FindExpectationProblems {
  constructor(
    @Inject(FleetReads) private readonly fleet: FleetReads,
    @Inject(ConfigFileReads) private readonly files: ConfigFileReads,
    @Inject(DesiredStates) private readonly desired: DesiredStates,
    @Inject(ConfigContents) private readonly contents: ConfigContents,
  ) {}

  /** @throws Problem `baseline.invalid` for a deviations.yml that cannot be read; `artifacts.unavailable` */
  async run(now = new Date()): Promise<ExpectationProblemView[]> {
    const fleet = namedFleet(await this.fleet.instances());
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
