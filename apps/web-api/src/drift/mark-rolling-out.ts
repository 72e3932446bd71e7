import { placeOf } from '@archivesmp/baseline';
import type { Plan } from '@archivesmp/change-plan';
import {
  INSTANCE_CHANGE_TRANSITIONS,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
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
    const marks = findings.length === 0 ? new Map<string, RollingOutView>() : await this.underWay();
    if (marks.size === 0) return [...findings];
    return findings.map((finding) => {
      const mark = marks.get(keyOf(finding.instanceId, finding.plugin, finding.file));
      return mark === undefined ? finding : { ...finding, rollingOut: mark };
    });
  }

  /** By instance, plugin and file. Of several changes of one file the one that was asked for first. */
  private async underWay(): Promise<Map<string, RollingOutView>> {
    const marks = new Map<string, RollingOutView>();
    for (const { id } of await this.deployments.liveDeployments()) {
      const deployment = await this.deployments.getDeployment(id);
      if (deployment?.planId === undefined) continue;
      const stored = await this.plans.readPlan(deployment.planId);
      if (stored === undefined) continue;
      const { instances } = deployment;
      const mark = {
        deploymentId: id,
        done: instances.filter(({ state }) => isDone(state)).length,
        of: instances.length,
      };
      const covered = new Set(instances.map(({ instanceId }) => instanceId));
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

/** Nothing more happens to an instance by itself: its state is final, it passed, or a person has to look. */
const isDone = (state: InstanceChangeState): boolean =>
  state === 'passed' || state === 'stuck' || INSTANCE_CHANGE_TRANSITIONS[state].length === 0;
