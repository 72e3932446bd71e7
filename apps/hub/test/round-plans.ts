import path from 'node:path';
import type { BackupView } from '@archivesmp/contracts/backup';
import type { PlanView } from '@archivesmp/contracts/plan';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import type { StoredInstance } from '@archivesmp/history';
import { plantedSecrets, type Planted } from '@archivesmp/testing/planted-secrets';
import type { ChangeClient } from './change-client.js';
import type { Dice } from './dice.js';
import { SAVES_ON_STOP } from './rewritten-files.js';

const MOST_FILES = 12;
const MOST_BACKUPS = 500;

/** An approved plan, and the values that it writes. */
export interface RoundPlan {
  readonly plan: PlanView;
  readonly secrets: readonly string[];
}

/** Plans of a campaign: edits, new files, removals, and backups brought back, as the dice choose. */
export class RoundPlans {
  /** Values that must never be seen anywhere but in the files they were written into. */
  readonly secrets: string[] = [];
  /** What kinds of secrets were planted. */
  readonly kinds = new Set<string>();
  private readonly unplanted: Planted[] = [];
  /** Times at which nothing was under way; the last is now. */
  private readonly moments: string[] = [];
  private serial = 0;

  constructor(
    readonly changeClient: ChangeClient,
    private readonly dice: Dice,
  ) {}

  /** Nothing is under way: instances can be brought back to how they are now. */
  atRest(): void {
    this.moments.push(new Date().toISOString());
  }

  /** Edits of these instances; undefined when there is nothing to do. */
  async edits(instances: readonly StoredInstance[]): Promise<RoundPlan | undefined> {
    const { changeClient, dice } = this;
    const first = this.secrets.length;
    const changes: object[] = [];
    for (const { id, name } of instances) {
      const files = (
        await changeClient.product.history.configFiles.listConfigFiles({ instanceIds: [id] })
      ).filter((one) => one.state === 'readable' && one.path.endsWith('.yml'));
      const chosen = dice.shuffled(files).slice(0, dice.between(1, MOST_FILES));
      for (const { plugin, path: file } of chosen)
        changes.push({ instances: [name], plugin, file, ...this.randomChange(file) });
      const plugins = chosen.map(({ plugin }) => plugin).filter((plugin) => plugin !== SERVER_FILES);
      if (plugins.length > 0 && dice.chance(25)) changes.push(this.newFile(name, dice.one(plugins)));
    }
    const plan = await this.approved(await changeClient.planned({ title: `edits ${this.serial}`, changes }));
    return plan && { plan, secrets: this.secrets.slice(first) };
  }

  /** One backup of an instance, or the whole of it as it was at a time; undefined when there is nothing to bring back. */
  async restore({ name }: StoredInstance): Promise<RoundPlan | undefined> {
    const { changeClient, dice } = this;
    const address = `/api/v1/backups?instance=${name}&limit=${MOST_BACKUPS}`;
    const { backups } = (await changeClient.insist<{ backups: BackupView[] }>('GET', address)).body;
    const [where, body] =
      dice.chance(50) || backups.length === 0
        ? ['/api/v1/backups/restore', { instance: name, at: dice.one(this.moments.slice(0, -1)) }]
        : [`/api/v1/backups/${dice.one(backups).id}/restore`, {}];
    const { status, body: asked } = await changeClient.insist<PlanView>('POST', where, body);
    // A hub whose clock was set back takes the time for one to come, and says so
    if (status === 422 || status === 400) return undefined;
    if (status !== 202) throw new Error(`no restore: ${status} ${JSON.stringify(asked)}`);
    const plan = await this.approved(await changeClient.made(asked.id));
    return plan && { plan, secrets: [] };
  }

  /** What saves on stop must be changed while stopped; anything else may be. */
  whileStopped(plan: PlanView): boolean {
    return JSON.stringify(plan.plan).includes(`plugins/${SAVES_ON_STOP}/`) || this.dice.chance(15);
  }

  private approved(plan: PlanView): Promise<PlanView> | undefined {
    return plan.state === 'open' ? this.changeClient.approved(plan) : undefined;
  }

  private randomChange(file: string): object {
    const number = (this.serial += 1);
    // A file that an earlier round made may go again, and no other.
    if (/^made-\d+\.yml$/.test(path.basename(file)) && this.dice.chance(50)) return { remove: true };
    const { key, value } = this.secret();
    return { edits: [{ op: 'insert', path: [`planted-${number}`], value: { [key]: value, number } }] };
  }

  private newFile(instance: string, plugin: string): object {
    const file = `made-${(this.serial += 1)}.yml`;
    const { key, value } = this.secret();
    return { instances: [instance], plugin, file, content: `${key}: ${JSON.stringify(value)}\n` };
  }

  /** One of the next kind of secret that people write into configurations; after the last kind other secrets of the first. */
  private secret(): { readonly key: string; readonly value: string } {
    if (this.unplanted.length === 0)
      this.unplanted.push(...plantedSecrets(`${this.dice.seed} ${this.secrets.length}`));
    const { kind, key, value, canary } = this.unplanted.shift()!;
    this.secrets.push(canary);
    this.kinds.add(kind);
    return { key: key.replaceAll('.', '-'), value };
  }
}
