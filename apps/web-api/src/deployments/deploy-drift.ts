import type { DeployRequest, PlanView } from '@archivesmp/contracts/plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { FindingReads } from '@archivesmp/history';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import type { KnownFleet } from '../fleet/known-fleet.js';
import type { RecordChangeRequest } from '../plans/record-change-request.js';

const PAGE = 1_000;
const MOST = 10_000;

/** The route of the operators' first program: put the open drift of some instances right. Makes a plan, and nothing more. */
export class DeployDrift {
  constructor(
    private readonly findings: FindingReads,
    private readonly known: KnownFleet,
    private readonly changeRequests: RecordChangeRequest,
  ) {}

  /** @throws Problem `request.invalid` for unknown instances, or when nothing drifts */
  async deployDrift(
    { instances, plugins, title = titleOf(instances), prepareMissingPlugins = false }: DeployRequest,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<PlanView> {
    for (const name of instances) await this.known.instance(name, 'instances');
    const findings: string[] = [];
    let after: string | undefined;
    do {
      const filter = {
        instances,
        statuses: ['drift' as const],
        states: ['open' as const, 'recurred' as const],
        ...(plugins !== undefined && { plugins }),
      };
      const page = await this.findings.listFindings(filter, {
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      findings.push(...page.findings.map((one) => one.id));
      after = page.next;
    } while (after !== undefined && findings.length < MOST);
    if (findings.length === 0)
      throw new Problem(
        'request.invalid',
        `Nothing drifts on ${instances.join(', ')}; there is nothing to put right.`,
      );
    return this.changeRequests.recordChangeRequest(
      { title, findings: findings.slice(0, MOST), prepareMissingPlugins },
      caller,
      request,
    );
  }
}

const titleOf = (instances: readonly string[]): string =>
  `Drift of ${instances.slice(0, 5).join(', ')}${instances.length > 5 ? ' and others' : ''}`;
