import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Artifacts, StorageKeys } from '@archivesmp/artifacts';
import type { AgentOrder } from '@archivesmp/contracts/order';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import { isOver } from '@archivesmp/contracts/deployment-states';
import type { AgentOrderStatus } from '@archivesmp/history';
import { STORAGE_KEY } from './product-settings.js';
import type { Accepted } from './accepted-changes.js';
import { OVER } from './change-client.js';
import { FileInvariants, OLD_CONTENT, type FilesBefore } from './file-invariants.js';
import { Leaks } from './leaks.js';
import type { RestartLog } from './restart-log.js';
import type { TestProduct } from './test-product.js';

/** What holds before a round, to be compared with what holds after it. */
export interface Before extends FilesBefore {
  readonly lives: ReadonlyMap<string, number>;
}

/** What a round may bring with it. */
export interface Allowed {
  /** Instances with a foreign edit: taking their change back must be refused. */
  readonly edited?: ReadonlySet<string>;
  /** Whether a server or a plugin was made to fail. */
  readonly mayBeUnwell?: boolean;
}

interface Ended {
  readonly accepted: Accepted;
  readonly view: DeploymentView;
  readonly orders: readonly AgentOrderStatus[];
}

const MOST_RESTARTS = 2; // forward and, when that was not well, back

/** Looks after every round whether what must always hold still holds. Gives what does not, in words. */
export class Invariants {
  private constructor(
    private readonly product: TestProduct,
    private readonly restarts: RestartLog,
    private readonly artifacts: Artifacts,
    readonly files = new FileInvariants(product.fleetDir, artifacts),
    private readonly leakSearch = new Leaks(product),
  ) {}

  static open(product: TestProduct, restarts: RestartLog): Invariants {
    return new Invariants(
      product,
      restarts,
      new Artifacts({ ...product.services.s3, keys: new StorageKeys(STORAGE_KEY) }),
    );
  }

  close(): void {
    this.artifacts.close();
  }

  async before(): Promise<Before> {
    const instances = await this.product.history.fleet.listInstances();
    return {
      ...(await this.files.before()),
      lives: new Map(instances.map(({ id }) => [id, this.restarts.of(id)])),
    };
  }

  /** @returns every violation; none when all is well */
  async violations(before: Before, all: readonly Accepted[], allowed: Allowed = {}): Promise<string[]> {
    const { history } = this.product;
    const ended: Ended[] = [];
    for (const accepted of all) {
      const view = await history.deploymentReads.getDeployment(accepted.id);
      if (view === undefined) return [`I4: deployment ${accepted.id} was accepted and is gone`];
      ended.push({ accepted, view, orders: await history.orders.listOrders(accepted.id) });
    }
    return [
      ...(await this.files.violations(before, ended)),
      ...notTakenBack(ended, allowed),
      ...needsPerson(ended, allowed),
      ...(await this.effects(before.lives, ended)),
      ...(await this.nothingPending(ended)),
      ...(await this.backups(ended)),
      ...(await this.auditComplete(ended)),
    ];
  }

  /** I3: no effect twice. A restart that is done was a restart, and no server began more lives than were asked for. */
  private async effects(lives: ReadonlyMap<string, number>, ended: readonly Ended[]): Promise<string[]> {
    const wrong: string[] = [];
    const asked = new Map<string, number>();
    const done = new Map<string, number>();
    for (const { accepted, view, orders } of ended) {
      for (const step of await this.product.history.deploymentSteps.listSteps(accepted.id)) {
        const isLife = step.step === 'restart' || step.step === 'start';
        const isAsked = step.step === 'ask-restart' || step.step === 'ask-start';
        const count = isAsked ? asked : isLife ? done : undefined;
        const isDone = !isLife || (step.detail as { startedAt?: string })?.startedAt;
        if (count !== undefined && isDone) count.set(step.instanceId, (count.get(step.instanceId) ?? 0) + 1);
      }
      for (const line of view.instances) {
        const mine = orders.filter(
          ({ instanceId, outcome }) => instanceId === line.instanceId && outcome?.state === 'applied',
        );
        if (new Set(mine.map(({ direction }) => direction)).size !== mine.length)
          wrong.push(`I3: ${line.instance} was changed twice in one direction by ${accepted.id}`);
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

  /** I4: everything has come to an end, nothing waits for it, and no instance is held. */
  private async nothingPending(ended: readonly Ended[]): Promise<string[]> {
    const wrong = ended
      .filter(({ view }) => !OVER.has(view.state))
      .map(({ view }) => `I4: deployment ${view.id} is ${view.state}`);
    for (const { view } of ended)
      for (const line of view.instances) {
        const unclear = line.state === 'inconclusive' && view.kind !== 'apply';
        if (!isOver(line.state) && !OLD_CONTENT.has(line.state) && !unclear)
          wrong.push(`I4: deployment ${view.id} is ${view.state}, ${line.instance} still ${line.state}`);
        const lease = await this.product.history.leases.findCurrentLease(line.instanceId, new Date());
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
        const signed = await this.product.history.orders.getOrderForAgent(orderId, host);
        for (const { path: file, before } of (JSON.parse(signed!.text) as AgentOrder).files) {
          if (before === null) continue;
          if (!indexed.has(`${instanceId} ${file} ${before}`))
            wrong.push(`I5: no backup of ${file} as order ${orderId} found it`);
          await this.artifacts.backups.readContent(before).catch((error: Error) => {
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
    const audited = await this.auditedOrders();
    const outcomes = await this.agentOutcomes();
    for (const { accepted, orders } of ended) {
      const asked = await this.product.execute(
        "SELECT action FROM config_audit WHERE subject = ? AND action LIKE '%requested'",
        [accepted.id],
      );
      if (asked.length !== 1)
        wrong.push(`I6: who asked for ${accepted.id} is in the audit ${asked.length} times`);
      for (const { orderId, outcome } of orders) {
        const lines = audited.get(orderId) ?? [];
        if (outcome === undefined) wrong.push(`I6: what became of order ${orderId} is not known`);
        else if (lines.length !== 1 || lines[0] !== `order.${outcome.state}`)
          wrong.push(
            `I6: order ${orderId} ended ${outcome.state}, the audit says ${lines.join() || 'nothing'}`,
          );
        const own = outcomes.get(orderId);
        // An order that came too late is not begun, and what was not begun is not kept, so that it can be given again
        const isStored = outcome !== undefined && outcome.state !== 'stuck' && outcome.code !== 'expired';
        if (isStored && own !== outcome.state)
          wrong.push(`I6: order ${orderId} ended ${outcome.state}, its agent wrote down ${own ?? 'nothing'}`);
      }
    }
    const { broken } = await this.product.history.audit.verifyAuditChain();
    if (broken !== undefined)
      wrong.push(`I6: the chain of the audit is broken at ${broken.id}: ${broken.why}`);
    return wrong;
  }

  private async auditedOrders(): Promise<Map<string, string[]>> {
    const rows = await this.product.execute(
      "SELECT action, detail FROM config_audit WHERE action LIKE 'order.%'",
    );
    const audited = new Map<string, string[]>();
    for (const row of rows) {
      const { detail } = row as { detail: string | { order: string } };
      const { order } = typeof detail === 'string' ? (JSON.parse(detail) as { order: string }) : detail;
      audited.set(order, [...(audited.get(order) ?? []), String(row['action'])]);
    }
    return audited;
  }

  private async agentOutcomes(): Promise<Map<string, string>> {
    const outcomes = new Map<string, string>();
    for (const host of this.product.fleet.hosts) {
      const folder = path.join(this.product.dir, `agent-state-${host}`, 'outcomes');
      for (const name of await readdir(folder).catch(() => [])) {
        if (name.endsWith('.next')) continue;
        const ended = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as {
          orderId: string;
          outcome: { state: string };
        };
        outcomes.set(ended.orderId, ended.outcome.state);
      }
    }
    return outcomes;
  }

  /** I7: none of these texts is anywhere but on the servers and in their backups. */
  leaks(secrets: readonly string[]): Promise<string[]> {
    return this.leakSearch.of(secrets);
  }
}

/** I10: nothing is stuck, and no server is unwell where none was made to fail. */
function needsPerson(ended: readonly Ended[], { mayBeUnwell = false }: Allowed): string[] {
  return ended.flatMap(({ view }) =>
    view.instances
      .filter(({ state }) => state === 'stuck' || (state === 'unwell' && !mayBeUnwell))
      .map(
        ({ instance, state, reason }) =>
          `I10: ${instance} is ${state} in ${view.kind} ${view.id}: ${reason ?? ''}`,
      ),
  );
}

/** What was stopped for a change that is then refused is started again, and nothing was done. */
export const REFUSED: ReadonlySet<string> = new Set(['refused', 'undone']);
const BLAMED =
  /base_moved|changed_meanwhile|(?:somebody|deployment \S+) changed|(?:its server|deployment \S+) added|another content|cannot be changed in it/;

/** I9: nothing is refused or left because of what servers rewrote, and everything with a foreign edit is. */
function notTakenBack(ended: readonly Ended[], { edited = new Set() }: Allowed): string[] {
  return ended.flatMap(({ view }) =>
    view.instances
      .filter(({ instanceId, state, reason = '' }) =>
        edited.has(instanceId)
          ? !(REFUSED.has(state) && /a person or another program changed/.test(reason)) && state !== 'skipped'
          : BLAMED.test(reason),
      )
      .map(({ instance, state, reason = '' }) => `I9: ${instance} is ${state} in ${view.id}: ${reason}`),
  );
}
