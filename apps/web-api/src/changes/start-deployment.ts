import { movedFiles, type MovedFile, type Plan } from '@archivesmp/change-plan';
import type { DeploymentView, StartDeployment } from '@archivesmp/contracts/deployment';
import { Problem } from '@archivesmp/contracts/problem';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { ConfigFileReads, Holds, Plans } from '@archivesmp/history';
import type { HostSettings } from '@archivesmp/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../access/audit-trail.js';
import type { Caller } from '../access/caller.js';
import type { IdentifiedRequest } from '../access/required-access.js';
import { AcceptDeployment } from './accept-deployment.js';
import { SETTINGS } from '../web-api.tokens.js';

const SHOWN = 5;

/** Starts an approved plan, unless what it was made on moved since: then it is stale for good, and says what moved. */
@Injectable()
export class StartDeploymentUseCase {
  constructor(
    @Inject(Plans) private readonly plans: Plans,
    @Inject(ConfigFileReads) private readonly configFiles: ConfigFileReads,
    @Inject(Holds) private readonly holds: Holds,
    @Inject(AcceptDeployment) private readonly accept: AcceptDeployment,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  /**
   * @throws Problem `plan.stale`, `plan.other-hash`, `plan.not-decidable`, `deployment.held`, `resource.not-found`
   */
  async run(wanted: StartDeployment, caller: Caller, request: IdentifiedRequest): Promise<DeploymentView> {
    const { planId, hash } = wanted;
    try {
      return (await this.accept.before(request)) ?? (await this.start(wanted, caller, request));
    } catch (error) {
      if (error instanceof Problem && error.status < 500)
        await this.audit.note(caller, 'deployment.refused', planId, request, {
          planHash: hash,
          code: error.code,
        });
      throw error;
    }
  }

  private async start(
    { planId, hash, perHost, waitForEmptySeconds }: StartDeployment,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<DeploymentView> {
    if (this.settings.deployment.order_key === undefined)
      throw new Problem(
        'deployment.no-order-key',
        'deployment.order_key is not set, so no agent would carry anything out.',
      );
    const made = await this.plans.readPlan(planId);
    if (made === undefined)
      throw new Problem('resource.not-found', 'There is no such plan, or it is not made yet.');
    if (made.hash !== hash)
      throw new Problem('plan.other-hash', `The plan has the hash ${made.hash} by now.`);
    const plan: Plan = { ...(JSON.parse(made.text) as Omit<Plan, 'hash'>), hash };
    const targets = plan.waves.flatMap((wave, index) =>
      wave.instances.map(({ instanceId, host }) => ({ instanceId, host, wave: index + 1 })),
    );
    const ids = targets.map((one) => one.instanceId);
    await this.holds.assertFree(ids, new Date());
    await this.refuseStale(planId, plan, ids);
    const options = {
      ...(perHost !== undefined && { perHost }),
      ...(waitForEmptySeconds !== undefined && { waitForEmptySeconds }),
    };
    return this.accept.run(
      { kind: 'apply', plan: { id: planId, hash }, options, instances: targets },
      { action: 'deployment.requested', detail: { planId, planHash: hash } },
      caller,
      request,
    );
  }

  private async refuseStale(planId: string, plan: Plan, instanceIds: readonly string[]): Promise<void> {
    const now = new Map<string, string | null>();
    for (const { instanceId, plugin, path, sha256, state } of await this.configFiles.configFiles({
      instanceIds,
    }))
      now.set(
        `${instanceId} ${plugin === SERVER_FILES ? path : `plugins/${plugin}/${path}`}`,
        state === 'vanished' ? null : (sha256 ?? ''),
      );
    const configs: Plan = {
      ...plan,
      waves: plan.waves.map((wave) => ({
        ...wave,
        // because: JARs are not among the files that scans read; their agent compares them before it touches anything
        instances: wave.instances.map((one) => ({
          ...one,
          files: one.files.filter((file) => file.kind === 'config'),
        })),
      })),
    };
    const moved = movedFiles(configs, (instanceId, path) => now.get(`${instanceId} ${path}`) ?? null);
    if (moved.length === 0) return;
    const names = new Map(
      plan.waves.flatMap((wave) => wave.instances).map((one) => [one.instanceId, one.name]),
    );
    const said = moved.slice(0, SHOWN).map((file) => sayMoved(file, names.get(file.instanceId)!));
    const more = moved.length > SHOWN ? ` and ${moved.length - SHOWN} more` : '';
    const detail = `Changed since the plan was made: ${said.join('; ')}${more}.`;
    await this.plans.markStale(planId, detail, new Date());
    throw new Problem('plan.stale', detail, {
      errors: moved.map((file) => ({
        field: `${names.get(file.instanceId)} ${file.path}`,
        message: sayHashes(file),
      })),
    });
  }
}

const sayMoved = ({ path, now }: MovedFile, name: string): string =>
  `${name} ${path} ${now === null ? 'is gone' : 'has another content'}`;
const short = (hash: string | null): string => (hash === null ? 'no file' : hash.slice(0, 12));
const sayHashes = ({ planned, now }: MovedFile): string => `planned on ${short(planned)}, now ${short(now)}`;
