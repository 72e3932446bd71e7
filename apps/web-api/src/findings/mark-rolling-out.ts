import { configFileRefOf } from '@archivesmp/fleet';
import type { Plan } from '@archivesmp/change-plan';
import { isOver } from '@archivesmp/contracts/deployment-states';
import type { FindingView, RollingOutView, WrittenSinceView } from '@archivesmp/contracts/finding';
import type { DeploymentReads, Plans, WrittenSinceScan } from '@archivesmp/history';

/**
 * Marks findings whose file is part of a change that is under way, with how far it has come, and those whose file a change wrote after
 * the scan that judged them.
 */
export class MarkRollingOut {
  constructor(
    private readonly deployments: DeploymentReads,
    private readonly plans: Plans,
    private readonly writtenSince: WrittenSinceScan,
  ) {}

  /** The same findings in the same order. @throws Problem of MariaDB */
  async markRollingOut(findings: readonly FindingView[]): Promise<FindingView[]> {
    const shown = new Set(findings.map(({ instanceId }) => instanceId));
    const signs = await this.writtenSince.readWriteSigns([...shown]);
    if (!signs.underWay && !signs.written) return [...findings];
    const marks = signs.underWay ? await this.underWay(shown) : new Map<string, RollingOutView>();
    const written = signs.written ? await this.writtenOn([...shown]) : new Map<string, WrittenSinceView>();
    return findings.map((finding) => {
      const key = keyOf(finding.instanceId, finding.plugin, finding.file);
      const [rollingOut, writtenSince] = [marks.get(key), written.get(key)];
      // What is resolved is no claim about how the file stands
      const isClaim = finding.state !== 'resolved';
      return {
        ...finding,
        ...(rollingOut && { rollingOut }),
        ...(writtenSince && isClaim && { writtenSince }),
      };
    });
  }

  private async writtenOn(instanceIds: readonly string[]): Promise<Map<string, WrittenSinceView>> {
    const written = await this.writtenSince.listWrittenFiles(instanceIds);
    return new Map(
      written.map(({ instanceId, plugin, file, deploymentId, at }) => [
        keyOf(instanceId, plugin, file),
        { deploymentId, at: at.toISOString() },
      ]),
    );
  }

  /** On these instances, by instance, plugin and file. Of several changes of one file the one that was asked for first. */
  private async underWay(shown: ReadonlySet<string>): Promise<Map<string, RollingOutView>> {
    const marks = new Map<string, RollingOutView>();
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
          const { plugin, path } = configFileRefOf(file.path);
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
