import type { AgentJobText, SignedJob } from '@archivesmp/contracts/signed-job';
import { Problem } from '@archivesmp/contracts/problem';
import type { Outbox } from '@archivesmp/history';
import type { HubSigner } from '@archivesmp/hub-wiring';
import type { Caller } from '../http/caller.js';

/** Tells an agent what one of its jobs asks for, signed. The agent of another host gets the same answer as for one that does not exist. */
export class ServeJob {
  constructor(
    private readonly outbox: Outbox,
    private readonly signer: HubSigner | null,
  ) {}

  /** @throws Problem `resource.not-found`; `resource.conflict` for one that is done; `deployment.no-order-key` */
  async serveJob(jobId: string, caller: Caller): Promise<SignedJob> {
    const committed = await this.outbox.findCommittedJob(jobId);
    const { host } = committed ?? {};
    if (committed === undefined || host === undefined || !caller.agentHosts.includes(host))
      throw new Problem('resource.not-found', 'There is no job with this id for your host.');
    if (committed.isDone) throw new Problem('resource.conflict', 'This job is done, or not wanted any more.');
    if (this.signer === null)
      throw new Problem('deployment.no-order-key', 'deployment.order_key is missing in host.yaml.');
    const text: AgentJobText = { job: committed.name, jobId, host, data: committed.data };
    return this.signer.sign(JSON.stringify(text));
  }
}
