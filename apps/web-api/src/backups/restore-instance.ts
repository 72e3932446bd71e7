import type { RestoreInstanceRequest } from '@archivesmp/contracts/backup';
import type { PlanView } from '@archivesmp/contracts/plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { BackupCoverage } from '@archivesmp/history';
import { whyNoRestorePoint } from '@archivesmp/retention';
import type { FastifyRequest } from 'fastify';
import type { KnownFleet } from '../fleet/known-fleet.js';
import type { Caller } from '../http/caller.js';
import type { RecordChangeRequest } from '../plans/record-change-request.js';

/** Records that an instance is to be as it was at a time: backup composes the state of then, and a plan is made of it. */
export class RestoreInstance {
  constructor(
    private readonly known: KnownFleet,
    private readonly coverage: BackupCoverage,
    private readonly changeRequests: RecordChangeRequest,
  ) {}

  /** @throws Problem `resource.not-found` when there is no such instance, or no backup of it until then; `request.invalid` for a time to come */
  async restoreInstance(
    wanted: RestoreInstanceRequest,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<PlanView> {
    const { at, plugins, title, asIs } = wanted;
    const until = new Date(at);
    assertPast(until);
    const { id: instanceId, name } = await this.known.oneInstance(wanted.instance);
    const some = plugins !== undefined && { plugins };
    const choice = { instanceId, until, ...some };
    const found = [
      ...(await this.coverage.findNewestWholeBackups(choice)),
      ...(await this.coverage.listPartialBackupsSince(choice)),
    ];
    const why = whyNoRestorePoint(found, { instance: name, at, ...some });
    if (why !== undefined) throw new Problem('resource.not-found', why);
    const restorePoint = { instanceId, at: until.toISOString(), ...some };
    return this.changeRequests.recordChangeRequest(
      {
        title: (title ?? `${name} as it was at ${until.toISOString()}`).slice(0, 200),
        restorePoint,
        ...(asIs === true && { asIs }),
      },
      caller,
      request,
    );
  }
}

/** People's clocks and ours differ by this much without either being wrong. */
const SLACK_MS = 60_000;

/** @throws Problem `request.invalid`: what an instance will be like is not known, and "now" is nothing to restore */
function assertPast(until: Date): void {
  const now = new Date();
  if (until.getTime() <= now.getTime() + SLACK_MS) return;
  const message = `${until.toISOString()} is in the future; name a time that has passed`;
  throw new Problem('request.invalid', `at: ${message}.`, { errors: [{ field: 'at', message }] });
}
