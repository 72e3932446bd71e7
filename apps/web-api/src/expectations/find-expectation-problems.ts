import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { FleetRules, viewOf, type DesiredState, type RuleVote } from '@archivesmp/baseline';
import { readConfig } from '@archivesmp/config-text';
import { ConfigFileReads, FleetReads, type ConfigFile } from '@archivesmp/history';
import { ConfigContents, DesiredStates, namedFleet, type NamedFleet } from '@archivesmp/hub-wiring';
import { Inject, Injectable } from '@nestjs/common';
import { problemOfBreach, problemsOfDesired, type ExpectationProblemView } from './expectation-problem.js';

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
    const { desired } = await this.desired.forScan(randomUUID(), fleet.instances, now);
    const rules = new FleetRules(desired.document.fleetRules);
    const votes = await this.votes(rules, desired, fleet);
    return [...problemsOfDesired(desired), ...rules.breachesIn(votes).map(problemOfBreach)];
  }

  private async votes(rules: FleetRules, desired: DesiredState, fleet: NamedFleet): Promise<RuleVote[]> {
    const votes: RuleVote[] = [];
    const instanceIds = [...fleet.nameOf.keys()];
    for (const plugin of await this.pluginsOf(desired)) {
      const files = await this.files.configFiles({ instanceIds, plugin });
      const spoken = files.filter(({ path, state }) => state === 'readable' && rules.isAbout(plugin, path));
      votes.push(...(await this.votesIn(spoken, rules, desired, fleet)));
      await breathe();
    }
    return votes;
  }

  /** Plugins that a rule is about: its own, or all of them where it has a wildcard. */
  private async pluginsOf({ document }: DesiredState): Promise<Set<string>> {
    const named = document.fleetRules.map(({ plugin }) => plugin);
    if (!named.some((plugin) => plugin.includes('*'))) return new Set(named);
    const seen = await this.files.plugins();
    return new Set([
      '_server',
      ...named.filter((plugin) => !plugin.includes('*')),
      ...seen.map((one) => one.plugin),
    ]);
  }

  private async votesIn(
    files: readonly ConfigFile[],
    rules: FleetRules,
    desired: DesiredState,
    fleet: NamedFleet,
  ): Promise<RuleVote[]> {
    const contents = await this.contents.readAll(files.flatMap(({ sha256 }) => sha256 ?? []));
    const instances = new Map(desired.fleet.map((one) => [one.name, one]));
    return files.flatMap(({ instanceId, plugin, path, format, sha256 }) => {
      const bytes = sha256 === undefined ? undefined : contents.get(sha256);
      const instance = instances.get(fleet.nameOf.get(instanceId)!);
      const reading = bytes && readConfig(bytes, format);
      if (instance === undefined || reading?.state !== 'ok') return [];
      const root = viewOf(reading.root, desired.readers.readingOn(plugin, path, instance.platform));
      return rules.votesIn({ instance, plugin, file: path, root });
    });
  }
}
