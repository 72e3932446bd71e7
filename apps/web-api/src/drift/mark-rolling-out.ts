import { placeOf } from '@archivesmp/baseline';
import type { Plan } from '@archivesmp/change-plan';
import { isOver } from '@archivesmp/contracts/deployment-states';
import type { FindingView, RollingOutView } from '@archivesmp/contracts/finding';
import { DeploymentReads, Plans } from '@archivesmp/history';
import { Inject, Injectable } from '@nestjs/common';

/** Marks findings whose file is part of a change that is under way, with how far it has come. */
@Injectable()
export class MarkRollingOut {
  constructor(
    @Inject(DeploymentReads) private readonly deployments: DeploymentReads,
    @Inject(Plans) private readonly plans: Plans,
  ) {}

  /** The same findings in the same order. @throws Problem of MariaDB */
  async run(findings: readonly FindingView[]): Promise<FindingView[]> {
    const marks = await this.underWay(new Set(findings.map(({ instanceId }) => instanceId)));
    if (marks.size === 0) return [...findings];
    return findings.map((finding) => {
      const mark = marks.get(keyOf(finding.instanceId, finding.plugin, finding.file));
      return mark === undefined ? finding : { ...finding, rollingOut: mark };
    });
  }

  /** On these instances, by instance, plugin and file. Of several changes of one file the one that was asked for first. */
  private async underWay(shown: ReadonlySet<string>): Promise<Map<string, RollingOutView>> {
    const marks = new Map<string, RollingOutView>();
    if (shown.size === 0) return marks;
    for (const { id } of await this.deployments.liveDeployments()) {
      const deployment = await this.deployments.getDeployment(id);
      if (deployment?.planId === undefined) continue;
      const { instances } = deployment;
      const covered = new Set(instances.map(({ instanceId }) => instanceId).filter((one) => shown.has(one)));
      if (covered.size === 0) continue;
      const stored = await this.plans.readPlan(deployment.planId);
      if (stored === undefined) continue;
      const mark = {
        deploymentId: id,
        done: instances.filter(({ state }) => isOver(state)).length,
        of: instances.length,
      };
      for (const { instanceId, files } of planned(stored.text)) {
        if (!covered.has(instanceId)) continue;
        for (const file of files) {
          const { plugin, path } = placeOf(file.path);
          const key = keyOf(instanceId, plugin, path);
          if (!marks.has(key)) marks.set(key, mark);
        }
      }
    }
    return marks;
  }
}

const keyOf = (instanceId: string, plugin: string, file: string): string => `${instanceId}/${plugin}/${file}`;

const planned = (text: string) => (JSON.parse(text) as Plan).waves.flatMap((wave) => wave.instances);
