import type { Snapshots } from '@archivesmp/artifacts';
import { pathInPlugin } from '@archivesmp/fleet';
import { shownChange, type ChangeContents, type FileChange, type Plan } from '@archivesmp/change-plan';
import type { PlannedChangesView, PlannedFileView } from '@archivesmp/contracts/planned-change';
import { Problem } from '@archivesmp/contracts/problem';
import type { Plans } from '@archivesmp/history';
import type { SecretsOfFiles, MarkedSecretsOf } from '../secrets/secrets-of-files.js';

/** What a plan does to one instance, from the contents themselves: everything that an approval of its hash approves there. */
export class ReadPlannedChanges {
  constructor(
    private readonly plans: Plans,
    private readonly snapshots: Snapshots,
    private readonly secrets: SecretsOfFiles,
  ) {}

  /** @throws Problem `resource.not-found`, `artifacts.unavailable` */
  async readPlannedChanges(planId: string, instanceId: string): Promise<PlannedChangesView> {
    const made = await this.plans.readPlan(planId);
    const plan = made && (JSON.parse(made.text) as Pick<Plan, 'waves'>);
    const instance = plan?.waves
      .flatMap((wave) => wave.instances)
      .find((one) => one.instanceId === instanceId);
    if (made === undefined || instance === undefined)
      throw new Problem(
        'resource.not-found',
        'There is no such plan, it is not made yet, or it leaves this instance alone.',
      );
    const marked = await this.secrets.marked();
    const files: PlannedFileView[] = [];
    for (const change of instance.files) files.push(await this.shown(change, marked));
    const isDeleted = (file: PlannedFileView): number => (file.what === 'deleted' ? 0 : 1);
    files.sort((left, right) => isDeleted(left) - isDeleted(right));
    return { planId, hash: made.hash, instanceId, instance: instance.name, files };
  }

  private async shown(change: FileChange, marked: MarkedSecretsOf): Promise<PlannedFileView> {
    const { plugin, path } = change;
    const contents: ChangeContents =
      change.kind === 'jar'
        ? {}
        : { ...(await this.side('before', change)), ...(await this.side('after', change)) };
    const { keys, notes, ...shown } = shownChange(
      change,
      contents,
      marked(plugin, pathInPlugin(plugin, path)),
    );
    return { ...shown, ...(keys !== undefined && { keys: [...keys] }), notes: [...notes] };
  }

  /** A content that is damaged or no longer kept is said to be so; what is at hand is shown all the same. */
  private async side(side: 'before' | 'after', change: FileChange): Promise<ChangeContents> {
    const sha256 = change[side];
    if (sha256 === null) return {};
    try {
      return { [side]: await this.snapshots.readSnapshot(sha256) };
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'artifacts.unavailable') throw error;
      return {};
    }
  }
}
