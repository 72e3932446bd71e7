import { canonical } from '@archivesmp/change-plan';
import { randomUUID } from 'node:crypto';
import type { AgentOrder, OrderFile } from '@archivesmp/contracts/order';
import { Problem } from '@archivesmp/contracts/problem';
import type { OrderDirection } from '@archivesmp/contracts/order-facts';
import type { History, Sql } from '@archivesmp/history';
import type { HubSigner } from '@archivesmp/hub-wiring';

/** What an agent is to be told to do. */
export interface OrderRequest {
  readonly deploymentId: string;
  readonly instanceId: string;
  readonly host: string;
  readonly folder: string;
  readonly fence: number;
  readonly planHash: string;
  readonly direction: OrderDirection;
  readonly files: readonly OrderFile[];
  readonly expiresAt: Date;
}

/** Signs an order and gives it out with the job that tells the agent of it. @throws Problem `deployment.no-order-key` */
export async function giveOrder(
  request: OrderRequest,
  signer: HubSigner | undefined,
  history: Pick<History, 'orders'>,
  now: Date,
  sql: Sql,
): Promise<void> {
  if (signer === undefined)
    throw new Problem(
      'deployment.no-order-key',
      'deployment.order_key is missing in host.yaml; no agent would obey.',
    );
  const { deploymentId, instanceId, host, folder, fence, planHash, direction } = request;
  const files = [...request.files];
  const order: AgentOrder = {
    orderId: randomUUID(),
    deploymentId,
    instanceId,
    host,
    folder,
    fence,
    planHash,
    expiresAt: request.expiresAt.toISOString(),
    files,
  };
  await history.orders.issueOrder({ ...signer.sign(canonical(order)), order, direction }, now, sql);
}
