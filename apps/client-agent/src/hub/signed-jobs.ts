import { JobRefusal, type JobSource } from '@archivesmp/bus';
import { signedJobRoute, type AgentJobText, type SignedJob } from '@archivesmp/contracts/signed-job';
import type { OrderKeys } from './order-keys.js';
import { HubUnavailable, notOurs, NotWanted, type HubConnection } from './hub-connection.js';
import type { HubRetryPolicy } from './hub-retry-policy.js';

/**
 * What the jobs of this host ask for: fetched from the hub by their id, and believed only when a key of `order_keys` signed it. Redis
 * says no more than that there is something to do.
 * @returns throws {JobRefusal} for what is not the hub's; {HubUnavailable} {Problem} when it could not be asked
 */
export function signedJobs(
  host: string,
  keys: OrderKeys,
  hub: Pick<HubConnection, 'callJson'>,
  retryPolicy: HubRetryPolicy,
): JobSource {
  return async ({ name, jobId }) => {
    if (!keys.any)
      throw new JobRefusal('not_signed', 'This agent believes no job: set order_keys in agent.yaml.');
    let signed: Partial<SignedJob> | null;
    try {
      signed = await retryPolicy.retryUntilDone(
        async (signal) =>
          (await hub.callJson({ method: 'GET', path: signedJobRoute(jobId), signal })) as SignedJob | null,
      );
    } catch (error) {
      if (!(error instanceof NotWanted)) throw error;
      // What stands between may answer 404, too, and knows nothing of jobs
      if (error.refusal === undefined) throw new HubUnavailable('what answers at hub_api knows no jobs');
      return error.refusal.code === 'resource.conflict' ? 'settled' : 'unknown';
    }
    if (typeof signed?.text !== 'string' || typeof signed.signature !== 'string') throw notOurs();
    if (!keys.signed(signed.text, signed.signature))
      throw new JobRefusal('not_signed', 'No key in order_keys of agent.yaml signed this job.');
    const job = JSON.parse(signed.text) as AgentJobText;
    if (job.job !== name || job.jobId !== jobId)
      throw new JobRefusal('altered', 'What is signed is another job than the one in Redis.');
    if (job.host !== host) throw new JobRefusal('other_host', 'This job is for another host.');
    return { data: job.data };
  };
}
