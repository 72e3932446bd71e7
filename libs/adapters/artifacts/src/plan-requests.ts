import { Problem } from '@archivesmp/contracts/problem';
import type { ObjectStore } from './object-store.js';

const BUCKET = 'plans';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What plans are to be made from, as it was sent. It may hold values of secrets, so it is here and not in the database. */
export class PlanRequests {
  constructor(private readonly store: ObjectStore) {}

  async write(requestId: string, request: object): Promise<void> {
    await this.store.write(BUCKET, keyOf(requestId), Buffer.from(JSON.stringify(request)), {
      contentType: 'application/json',
    });
  }

  /** @throws Problem `resource.not-found` */
  async read(requestId: string): Promise<object> {
    const stored = await this.store.read(BUCKET, keyOf(requestId));
    if (stored === undefined)
      throw new Problem('resource.not-found', `there is no request ${requestId} for a plan`);
    return JSON.parse(stored.content.toString('utf8')) as object;
  }

  /** Once the plan is made, nobody needs it. */
  async remove(requestId: string): Promise<void> {
    await this.store.remove(BUCKET, [keyOf(requestId)]);
  }
}

function keyOf(requestId: string): string {
  if (!UUID.test(requestId)) throw new Problem('request.invalid', 'a request for a plan is named by a UUID');
  return `requests/${requestId}.json`;
}
