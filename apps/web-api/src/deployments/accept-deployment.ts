import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { DeploymentReads, Deployments, History, DeploymentRequest } from '@archivesmp/history';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';

/** What the audit says of a deployment that was accepted. */
export interface AcceptedNote {
  readonly action: string;
  readonly detail: object;
}

/** Writes down a deployment together with who asked for it: there is never one without the other, nor twice. */
export class AcceptDeployment {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly deployments: Deployments,
    private readonly reads: DeploymentReads,
    private readonly audit: AuditTrail,
  ) {}

  /** What this very request made before, when its answer was lost. Ask first: what it was made on may have moved by now. */
  async before({ idempotentId }: IdentifiedRequest): Promise<DeploymentView | undefined> {
    return idempotentId === undefined ? undefined : this.reads.getDeployment(idempotentId);
  }

  /** @throws Problem of taking the plan */
  async recordDeployment(
    wanted: Omit<DeploymentRequest, 'id' | 'requestedBy'>,
    { action, detail }: AcceptedNote,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<DeploymentView> {
    const { idempotentId } = request;
    const given = {
      ...wanted,
      requestedBy: caller.name,
      ...(idempotentId !== undefined && { id: idempotentId }),
    };
    const id = await this.history.transaction(async (sql) => {
      const made = await this.deployments.requestDeployment(given, new Date(), sql);
      await this.audit.recordAuditedAction(caller, action, made, request, detail, sql);
      return made;
    });
    return (await this.reads.getDeployment(id))!;
  }
}
