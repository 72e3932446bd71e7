import type { DeploymentView } from '@archivesmp/contracts/deployment';
import {
  LIVE_DEPLOYMENT_STATES,
  type DeploymentState,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import {
  canBeTakenBack,
  hasTakenBack,
  progressOf,
  takenBackBy,
  type Run,
} from '@archivesmp/contracts/taking-back';
import {
  instancesOf,
  instanceViewOf,
  instanceChangeStatusOf,
  type InstanceLine,
  type InstanceChangeStatus,
} from './deployment-lines.read-model.js';
import { fromJson, present, toIso, toIsoOrNothing } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { readCursor, writeCursor } from '../database/page-cursor.js';
import { kindsOf, runsThatUndo } from '../plan/taking-back.js';
import type { AgentOrderRow, DeploymentInstanceRow, DeploymentRow } from './deployment.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A deployment, as the orchestrator needs it. Instances come by wave, then host. */
export interface DeploymentStatus {
  readonly id: string;
  readonly kind: DeploymentView['kind'];
  readonly state: DeploymentState;
  readonly planId?: string;
  readonly planHash?: string;
  readonly undoes?: string;
  readonly options: object;
  readonly turn: number;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly reason?: string;
  readonly instances: readonly InstanceChangeStatus[];
}

type Row = StoredRow<
  DeploymentRow,
  | 'id'
  | 'kind'
  | 'state'
  | 'plan_id'
  | 'plan_hash'
  | 'undoes_id'
  | 'options'
  | 'turn'
  | 'requested_by'
  | 'requested_at'
  | 'finished_at'
  | 'reason'
>;

/** Deployments as screens and the orchestrator read them. */
export class DeploymentReads {
  constructor(private readonly database: Database) {}

  /** For a screen; undefined when there is none. */
  async getDeployment(deploymentId: string, sql: Sql = this.database): Promise<DeploymentView | undefined> {
    if (!isUuid(deploymentId)) return undefined;
    const [row] = await sql.selectRows<Row>('SELECT * FROM deployments WHERE id = ?', [deploymentId]);
    return row && (await viewsOf(sql, [row]))[0];
  }

  /** For the orchestrator; undefined when there is none. */
  async findDeploymentStatus(
    deploymentId: string,
    sql: Sql = this.database,
  ): Promise<DeploymentStatus | undefined> {
    return isUuid(deploymentId) ? findDeploymentStatus(sql, deploymentId) : undefined;
  }

  /** The same for several; those that are not there are left out. */
  async listDeploymentStatuses(
    deploymentIds: readonly string[],
    sql: Sql = this.database,
  ): Promise<DeploymentStatus[]> {
    return listDeploymentStatuses(sql, deploymentIds);
  }

  /**
   * Those that have not ended, oldest first: what the clock must wake when nothing else does. `isDue`: an instance of it waited for a
   * restart, and one was asked for.
   */
  async liveDeployments(): Promise<{ id: string; state: DeploymentState; turn: number; isDue: boolean }[]> {
    const rows = await this.database.selectRows<
      StoredRow<DeploymentRow, 'id' | 'state' | 'turn'> & { due: number }
    >(
      `SELECT id, state, turn, EXISTS (
          SELECT 1 FROM deployment_instances line WHERE line.deployment_id = deployments.id
             AND line.state = 'flagged' AND line.restarted_by IS NOT NULL) AS due
         FROM deployments WHERE state IN (?) ORDER BY number`,
      [LIVE_DEPLOYMENT_STATES],
    );
    return rows.map(({ due, ...row }) => ({ ...row, isDue: Number(due) === 1 }));
  }

  /** Instances of deployments that have not ended; of several deployments the one that was asked for first. */
  async instancesUnderWay(): Promise<Map<string, { deploymentId: string; state: InstanceChangeState }>> {
    const rows = await this.database.selectRows<
      StoredRow<DeploymentInstanceRow, 'instance_id' | 'deployment_id' | 'state'>
    >(
      `SELECT line.instance_id, line.deployment_id, line.state FROM deployment_instances line
         JOIN deployments ON deployments.id = line.deployment_id
        WHERE deployments.state IN (?) ORDER BY deployments.number DESC`,
      [LIVE_DEPLOYMENT_STATES],
    );
    return new Map(
      rows.map((row) => [row.instance_id, { deploymentId: row.deployment_id, state: row.state }]),
    );
  }

  /**
   * By instance: deployments that were ordered to write on it after this one was, the first to write first. Later is who has the higher
   * fence there: clocks are set, and of two deployments one may come first on one instance and the other on another.
   */
  async writtenAfter(deploymentId: string): Promise<ReadonlyMap<string, readonly DeploymentView[]>> {
    const orders = await this.database.selectRows<StoredRow<AgentOrderRow, 'instance_id' | 'deployment_id'>>(
      `SELECT later.instance_id, later.deployment_id
         FROM (SELECT instance_id, MAX(fence) AS fence FROM agent_orders
                WHERE deployment_id = ? AND direction = 'forward' GROUP BY instance_id) mine
         JOIN agent_orders later ON later.instance_id = mine.instance_id AND later.fence > mine.fence
          AND later.direction = 'forward' AND later.deployment_id <> ?
        GROUP BY later.instance_id, later.deployment_id ORDER BY MIN(later.fence)`,
      [deploymentId, deploymentId],
    );
    const ids = [...new Set(orders.map((order) => order.deployment_id))];
    const rows =
      ids.length === 0
        ? []
        : await this.database.selectRows<Row>('SELECT * FROM deployments WHERE id IN (?)', [ids]);
    const views = new Map((await viewsOf(this.database, rows)).map((view) => [view.id, view]));
    const byInstance = Map.groupBy(orders, (order) => order.instance_id);
    return new Map(
      [...byInstance].map(([id, of]) => [id, of.flatMap((one) => views.get(one.deployment_id) ?? [])]),
    );
  }

  /** Newest first. @throws Problem `request.invalid` when `after` is none of ours. */
  async listDeployments(page: {
    readonly limit: number;
    readonly after?: string;
    readonly states?: readonly DeploymentState[];
    readonly planId?: string;
    /** Only those that cover this instance. */
    readonly instanceId?: string;
  }): Promise<{ deployments: DeploymentView[]; next?: string }> {
    const conditions = ['TRUE'];
    const parameters: unknown[] = [];
    const only = (condition: string, ...values: unknown[]) => {
      conditions.push(condition);
      parameters.push(...values);
    };
    if (page.after !== undefined) {
      const [time, id] = readCursor(page.after, 2);
      only('(requested_at < ? OR (requested_at = ? AND id < ?))', new Date(time!), new Date(time!), id);
    }
    if (page.states !== undefined && page.states.length > 0) only('state IN (?)', page.states);
    if (page.planId !== undefined) only('plan_id = ?', page.planId);
    if (page.instanceId !== undefined)
      only('id IN (SELECT deployment_id FROM deployment_instances WHERE instance_id = ?)', page.instanceId);
    const rows = await this.database.selectRows<Row>(
      `SELECT * FROM deployments WHERE ${conditions.join(' AND ')} ORDER BY requested_at DESC, id DESC LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const deployments = await viewsOf(this.database, shown);
    const end = shown.at(-1);
    if (rows.length <= page.limit || end === undefined) return { deployments };
    return { deployments, next: writeCursor([end.requested_at.getTime(), end.id]) };
  }
}

/** Where a deployment stands; inside a transaction that locked it nothing moves meanwhile. */
export async function findDeploymentStatus(
  sql: Sql,
  deploymentId: string,
): Promise<DeploymentStatus | undefined> {
  return (await listDeploymentStatuses(sql, [deploymentId]))[0];
}

async function listDeploymentStatuses(
  sql: Sql,
  deploymentIds: readonly string[],
): Promise<DeploymentStatus[]> {
  if (deploymentIds.length === 0) return [];
  const rows = await sql.selectRows<Row>('SELECT * FROM deployments WHERE id IN (?)', [deploymentIds]);
  const lines = Map.groupBy(await instancesOf(sql, deploymentIds), (line) => line.deployment_id);
  return rows.map((row) => statusOf(row, lines.get(row.id) ?? []));
}

const statusOf = (row: Row, lines: readonly InstanceLine[]): DeploymentStatus =>
  present({
    id: row.id,
    kind: row.kind,
    state: row.state,
    planId: row.plan_id ?? undefined,
    planHash: row.plan_hash ?? undefined,
    undoes: row.undoes_id ?? undefined,
    options: fromJson<object>(row.options) ?? {},
    turn: row.turn,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    reason: row.reason ?? undefined,
    instances: lines.map(instanceChangeStatusOf),
  });

/** How deployments stand to each other. */
interface Relations {
  readonly undoing: readonly Run[];
  readonly kinds: ReadonlyMap<string, DeploymentView['kind']>;
}

const relationsOf = async (sql: Sql, rows: readonly Row[]): Promise<Relations> => ({
  undoing: await runsThatUndo(
    sql,
    rows.map(({ id }) => id),
  ),
  kinds: await kindsOf(
    sql,
    rows.flatMap(({ undoes_id: undone }) => undone ?? []),
  ),
});

async function viewsOf(sql: Sql, rows: readonly Row[]): Promise<DeploymentView[]> {
  const ids = rows.map(({ id }) => id);
  const lines = Map.groupBy(await instancesOf(sql, ids), (line) => line.deployment_id);
  const relations = await relationsOf(sql, rows);
  return rows.map((row) => viewOf(row, lines.get(row.id) ?? [], relations));
}

function viewOf(row: Row, instances: readonly InstanceLine[], { undoing, kinds }: Relations): DeploymentView {
  const by = takenBackBy(row.id, undoing);
  const lines = instances.map(instanceViewOf);
  const run = { id: row.id, kind: row.kind, state: row.state, instances: lines };
  return present({
    id: row.id,
    planId: row.plan_id ?? undefined,
    planHash: row.plan_hash ?? undefined,
    undoes: row.undoes_id ?? undefined,
    undoesKind: row.undoes_id === null ? undefined : kinds.get(row.undoes_id),
    takenBack: by && { deploymentId: by.id, isDone: hasTakenBack(by) },
    canBeTakenBack: canBeTakenBack(run, by !== undefined),
    progress: progressOf(run),
    kind: row.kind,
    state: row.state,
    requestedBy: row.requested_by,
    requestedAt: toIso(row.requested_at),
    finishedAt: toIsoOrNothing(row.finished_at),
    reason: row.reason ?? undefined,
    instances: lines,
  });
}
