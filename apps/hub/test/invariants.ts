import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Artifacts } from '@archivesmp/artifacts';
import type { AgentOrder } from '@archivesmp/contracts/order';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import type { OrderStanding } from '@archivesmp/history';
import { OVER } from './change-desk.js';
import { readFleetTree, treeDifferences, type FleetTree, type TreeFile } from './fleet-tree.js';
import type { RestartLog } from './restart-log.js';
import type { TestProduct } from './test-product.js';

/** One file that a deployment may change, and how. */
export interface MayChange {
  /** Relative to the folder of the fleet. */
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A deployment that was accepted: everything it may do, instance by instance. */
export interface Accepted {
  readonly id: string;
  readonly kind: DeploymentView['kind'];
  readonly parts: ReadonlyMap<string, readonly MayChange[]>;
}

/** What holds before a round, to be compared with what holds after it. */
export interface Before {
  readonly tree: FleetTree;
  readonly lives: ReadonlyMap<string, number>;
}

/** What of a plan's text is looked at here. */
interface PlanText {
  readonly waves: readonly {
    readonly instances: readonly {
      readonly instanceId: string;
      readonly host: string;
      readonly name: string;
      readonly files: readonly {
        readonly path: string;
        readonly before: string | null;
        readonly after: string | null;
      }[];
    }[];
  }[];
}

interface Ended {
  readonly accepted: Accepted;
  readonly view: DeploymentView;
  readonly orders: readonly OrderStanding[];
}

const NEW: ReadonlySet<string> = new Set(['passed', 'inconclusive']);
const OLD: ReadonlySet<string> = new Set(['refused', 'undone', 'skipped', 'rolled-back', 'queued']);
const MOST_RESTARTS = 2; // forward and, when that was not well, back

/** The plan's part of each instance, with paths as the fleet tree has them. */
export function partsOf(product: TestProduct, plan: PlanView, kind: 'apply' | 'rollback'): Accepted['parts'] {
  const { waves } = plan.plan as PlanText;
  const parts = new Map<string, readonly MayChange[]>();
  for (const { instanceId, host, name, files } of waves.flatMap((wave) => wave.instances)) {
    const root = path.relative(product.fleetDir, product.panels.get(host)!.controller.byName(name)!.appDir);
    const changes = files.map(({ path: file, before, after }) => {
      const place = path.join(root, file);
      return kind === 'apply'
        ? { file: place, before, after }
        : { file: place, before: after, after: before };
    });
    parts.set(instanceId, changes);
  }
  return parts;
}

/** Looks after every round whether what must always hold still holds. Gives what does not, in words. */
export class Invariants {
  private constructor(
    private readonly product: TestProduct,
    private readonly restarts: RestartLog,
    private readonly artifacts: Artifacts,
  ) {}

  static open(product: TestProduct, restarts: RestartLog): Invariants {
    return new Invariants(product, restarts, new Artifacts(product.services.s3));
  }

  close(): void {
    this.artifacts.close();
  }

  async before(): Promise<Before> {
    const instances = await this.product.history.fleet.instances();
    return {
      tree: await readFleetTree(this.product.fleetDir),
      lives: new Map(instances.map(({ id }) => [id, this.restarts.of(id)])),
    };
  }

  /** @returns every violation; none when all is well */
  async violations(before: Before, all: readonly Accepted[]): Promise<string[]> {
    const { history } = this.product;
    const ended: Ended[] = [];
    for (const accepted of all) {
      const view = await history.deploymentReads.getDeployment(accepted.id);
      if (view === undefined) return [`I4: deployment ${accepted.id} was accepted and is gone`];
      ended.push({ accepted, view, orders: await history.orders.list(accepted.id) });
    }
    return [
      ...(await this.files(before.tree, ended)),
      ...(await this.effects(before.lives, ended)),
      ...(await this.nothingPending(ended)),
      ...(await this.backups(ended)),
      ...(await this.auditComplete(ended)),
    ];
  }

  /** I1, I2 and I8 at once: the whole fleet is exactly as the states of the instances say, file by file. */
  private async files(before: FleetTree, ended: readonly Ended[]): Promise<string[]> {
    const found = await readFleetTree(this.product.fleetDir);
    const expected = new Map<string, TreeFile>(before);
    const wrong: string[] = [];
    for (const { accepted, view } of ended)
      for (const line of view.instances) {
        const changes = accepted.parts.get(line.instanceId) ?? [];
        const isNew = NEW.has(line.state) || (!OLD.has(line.state) && wholly(changes, found, 'after'));
        if (!isNew && !OLD.has(line.state) && !wholly(changes, found, 'before'))
          wrong.push(`I2: ${line.instance} is ${line.state} and neither wholly old nor wholly new`);
        if (isNew) for (const change of changes) put(expected, found, change);
      }
    return [...wrong, ...treeDifferences(expected, found).map((one) => `I1/I2/I8: ${one}`)];
  }

  /** I3: no effect twice. A restart that is done was a restart, and no server began more lives than were asked for. */
  private async effects(lives: ReadonlyMap<string, number>, ended: readonly Ended[]): Promise<string[]> {
    const wrong: string[] = [];
    const asked = new Map<string, number>();
    const done = new Map<string, number>();
    for (const { accepted, view, orders } of ended) {
      for (const step of await this.product.history.deploymentSteps.list(accepted.id)) {
        const count = step.step === 'ask-restart' ? asked : step.step === 'restart' ? done : undefined;
        const isDone = step.step !== 'restart' || (step.detail as { startedAt?: string })?.startedAt;
        if (count !== undefined && isDone) count.set(step.instanceId, (count.get(step.instanceId) ?? 0) + 1);
      }
      for (const line of view.instances) {
        const mine = orders.filter(({ instanceId }) => instanceId === line.instanceId);
        if (new Set(mine.map(({ direction }) => direction)).size !== mine.length)
          wrong.push(`I3: ${line.instance} got an order twice in ${accepted.id}`);
      }
    }
    for (const [id, earlier] of lives) {
      const begun = this.restarts.of(id) - earlier;
      const [most, least] = [asked.get(id) ?? 0, done.get(id) ?? 0];
      if (begun > most) wrong.push(`I3: ${id} was restarted ${begun} times, asked for were ${most}`);
      if (begun < least) wrong.push(`I3: ${least} restarts of ${id} are done, it began ${begun} lives`);
      const approved = ended.filter(({ accepted }) => accepted.parts.has(id)).length;
      if (most > approved * MOST_RESTARTS)
        wrong.push(`I3: ${most} restarts of ${id} follow from ${approved} deployments`);
    }
    return wrong;
  }

  /** I4: everything has come to an end, nothing waits for it, and nobody holds an instance. */
  private async nothingPending(ended: readonly Ended[]): Promise<string[]> {
    const wrong = ended
      .filter(({ view }) => !OVER.has(view.state))
      .map(({ view }) => `I4: deployment ${view.id} is ${view.state}`);
    for (const { view } of ended)
      for (const line of view.instances) {
        const unclear = line.state === 'inconclusive' && view.kind !== 'apply';
        if (!OLD.has(line.state) && line.state !== 'passed' && line.state !== 'stuck' && !unclear)
          wrong.push(`I4: deployment ${view.id} is ${view.state}, ${line.instance} still ${line.state}`);
        const lease = await this.product.history.leases.current(line.instanceId, new Date());
        if (lease !== undefined) wrong.push(`I4: ${lease.holder} still holds ${line.instance}`);
      }
    const ids = ended.map(({ view }) => view.id);
    if (ids.length === 0) return wrong;
    const open = await this.product.execute(
      'SELECT job_id FROM outbox WHERE done_at IS NULL AND subject_id IN (?)',
      [ids],
    );
    return [...wrong, ...open.map((row) => `I4: job ${row['job_id']} still waits for its effect`)];
  }

  /** I5: of every order that wrote, each replaced content lies in the bucket, whole, and the index names it. */
  private async backups(ended: readonly Ended[]): Promise<string[]> {
    const wrong: string[] = [];
    for (const { accepted, orders } of ended) {
      const indexed = await this.indexed(accepted.id);
      for (const { orderId, instanceId, host, outcome } of orders) {
        if (outcome?.state !== 'applied' && outcome?.state !== 'undone') continue;
        const signed = await this.product.history.orders.forAgent(orderId, host);
        for (const { path: file, before } of (JSON.parse(signed!.text) as AgentOrder).files) {
          if (before === null) continue;
          if (!indexed.has(`${instanceId} ${file} ${before}`))
            wrong.push(`I5: no backup of ${file} as order ${orderId} found it`);
          await this.artifacts.backups.read(before).catch((error: Error) => {
            wrong.push(`I5: the backup of ${file} before order ${orderId}: ${error.message}`);
          });
        }
      }
    }
    return wrong;
  }

  private async indexed(deploymentId: string): Promise<Set<string>> {
    const rows = await this.product.execute(
      `SELECT instance_id, path, sha256 FROM backups JOIN backup_files ON backup_files.backup_id = backups.id
        WHERE deployment_id = ?`,
      [deploymentId],
    );
    return new Set(rows.map((row) => `${row['instance_id']} ${row['path']} ${row['sha256']}`));
  }

  /** I6: what the agents wrote down, what the orders say and what the audit says are one, and the chain holds. */
  private async auditComplete(ended: readonly Ended[]): Promise<string[]> {
    const wrong: string[] = [];
    const told = await this.auditedOrders();
    const kept = await this.agentOutcomes();
    for (const { accepted, orders } of ended) {
      const asked = await this.product.execute(
        "SELECT action FROM config_audit WHERE subject = ? AND action LIKE '%requested'",
        [accepted.id],
      );
      if (asked.length !== 1)
        wrong.push(`I6: who asked for ${accepted.id} is in the audit ${asked.length} times`);
      for (const { orderId, outcome } of orders) {
        const lines = told.get(orderId) ?? [];
        if (outcome === undefined) wrong.push(`I6: nobody knows what became of order ${orderId}`);
        else if (lines.length !== 1 || lines[0] !== `order.${outcome.state}`)
          wrong.push(
            `I6: order ${orderId} ended ${outcome.state}, the audit says ${lines.join() || 'nothing'}`,
          );
        const own = kept.get(orderId);
        if (outcome !== undefined && outcome.state !== 'stuck' && own !== outcome.state)
          wrong.push(`I6: order ${orderId} ended ${outcome.state}, its agent wrote down ${own ?? 'nothing'}`);
      }
    }
    const { broken } = await this.product.history.audit.verify();
    if (broken !== undefined)
      wrong.push(`I6: the chain of the audit is broken at ${broken.id}: ${broken.why}`);
    return wrong;
  }

  private async auditedOrders(): Promise<Map<string, string[]>> {
    const rows = await this.product.execute(
      "SELECT action, detail FROM config_audit WHERE action LIKE 'order.%'",
    );
    const told = new Map<string, string[]>();
    for (const row of rows) {
      const { detail } = row as { detail: string | { order: string } };
      const { order } = typeof detail === 'string' ? (JSON.parse(detail) as { order: string }) : detail;
      told.set(order, [...(told.get(order) ?? []), String(row['action'])]);
    }
    return told;
  }

  private async agentOutcomes(): Promise<Map<string, string>> {
    const kept = new Map<string, string>();
    for (const host of this.product.fleet.hosts) {
      const folder = path.join(this.product.dir, `agent-state-${host}`, 'outcomes');
      for (const name of await readdir(folder).catch(() => [])) {
        if (name.endsWith('.next')) continue;
        const ended = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as {
          orderId: string;
          outcome: { state: string };
        };
        kept.set(ended.orderId, ended.outcome.state);
      }
    }
    return kept;
  }

  /** I7: none of these texts is anywhere but on the servers and in their backups. Looks into everything that is kept. */
  async leaks(secrets: readonly string[]): Promise<string[]> {
    const places = [
      ...(await this.writtenFiles()),
      ...(await this.everyRow()),
      ...(await this.everyAnswer()),
    ];
    return places.flatMap(([where, text]) =>
      secrets.filter((secret) => text.includes(secret)).map(() => `I7: a planted secret is in ${where}`),
    );
  }

  /** Logs of all programs, and the append-only file of Redis: every command it was ever given. */
  private async writtenFiles(): Promise<[string, string][]> {
    const { dir } = this.product;
    const names = (await readdir(dir)).filter((name) => name.endsWith('.log'));
    const redis = await readdir(path.join(dir, 'redis'), { recursive: true, withFileTypes: true });
    const files = [
      ...names.map((name) => path.join(dir, name)),
      ...redis
        .filter((one) => one.isFile() && !one.name.endsWith('.conf'))
        .map((one) => path.join(one.parentPath, one.name)),
    ];
    return Promise.all(
      files.map(async (file): Promise<[string, string]> => [file, await readFile(file, 'latin1')]),
    );
  }

  private async everyRow(): Promise<[string, string][]> {
    const tables = await this.product.execute('SHOW TABLES');
    const found: [string, string][] = [];
    for (const name of tables.map((row) => String(Object.values(row)[0])))
      found.push([`table ${name}`, JSON.stringify(await this.product.execute(`SELECT * FROM \`${name}\``))]);
    return found;
  }

  private async everyAnswer(): Promise<[string, string][]> {
    const { history } = this.product;
    const { plans } = await history.plans.listPlans({ limit: 500 });
    const addresses = [
      '/metrics',
      ...['plans', 'deployments', 'findings', 'audit', 'backups', 'holds', 'instances', 'outliers'].map(
        (name) => `/api/v1/${name}`,
      ),
      ...plans.map(({ id }) => `/api/v1/plans/${id}`),
    ];
    const found: [string, string][] = [];
    for (const address of addresses) {
      const answer = await this.product.ask('GET', address);
      found.push([address, await answer.text()]);
    }
    return found;
  }
}

function wholly(changes: readonly MayChange[], found: FleetTree, side: 'before' | 'after'): boolean {
  return changes.every((change) => (found.get(change.file)?.sha256 ?? null) === change[side]);
}

/** Puts what a change makes of a file into the expected tree. Permissions stay; those of a new file are as found. */
function put(tree: Map<string, TreeFile>, found: FleetTree, { file, after }: MayChange): void {
  if (after === null) return void tree.delete(file);
  const likeness = tree.get(file)?.likeness ?? found.get(file)?.likeness ?? '';
  tree.set(file, { sha256: after, likeness });
}
