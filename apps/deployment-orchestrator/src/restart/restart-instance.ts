import type { InstanceStepData } from '@archivesmp/contracts/deployment-jobs';
import { Problem } from '@archivesmp/contracts/problem';
import type { FleetInstance, History, InstanceStanding, StepKey } from '@archivesmp/history';
import type { DeploymentSettings, Log } from '@archivesmp/service-kit';
import { optionsOf, type DeploymentOptions } from '../course/deployment-rules.js';
import { endStep } from '../course/end-step.js';
import { RESTART_STEP } from '../course/ledger-steps.js';
import type { Panels } from './panels.js';
import type { PowerIntent, PowerOutcome } from './power-course.js';
import { restartServer } from './restart-server.js';

/** The question to the panel is a step of its own: whoever finds it in the ledger does not ask again. */
const ASK_STEP = 'ask-restart';
const GRACE_MS = 60_000;

interface Restart {
  readonly key: StepKey;
  readonly line: InstanceStanding;
  readonly instance: FleetInstance;
  readonly options: DeploymentOptions;
  readonly isBack: boolean;
  readonly startStopped: boolean;
}

/** Restarts the game server of one instance for its deployment, once. Running it again goes on where it was. */
export class RestartInstance {
  constructor(
    private readonly history: History,
    private readonly panels: Panels,
    private readonly settings: DeploymentSettings,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB, or of the panel while trying again makes sense */
  async run(data: InstanceStepData, signal: AbortSignal): Promise<void> {
    const restart = await this.find(data);
    if (restart === undefined) return;
    const { key } = restart;
    const { step } = await this.history.deploymentSteps.begin(key, data.fence, new Date());
    if (step.state !== 'begun') return endStep(this.history, key, step.state, step.detail ?? {});
    const outcome = await this.carryOut(restart, signal);
    this.log.info({ ...data, outcome: outcome.outcome }, 'restart ended');
    if (outcome.outcome === 'failed') return endStep(this.history, key, 'failed', { reason: outcome.reason });
    if (outcome.outcome === 'as-it-was') return endStep(this.history, key, 'done', { leftStopped: true });
    const asked = await this.history.deploymentSteps.find({ ...key, step: ASK_STEP });
    await endStep(this.history, key, 'done', {
      ...(outcome.startedAt !== undefined && { startedAt: outcome.startedAt.toISOString() }),
      begunAt: (asked?.begunAt ?? step.begunAt).toISOString(),
    });
  }

  private async carryOut(restart: Restart, signal: AbortSignal): Promise<PowerOutcome> {
    const { line, instance, options, isBack, startStopped } = restart;
    const { restart_within_seconds: withinSeconds } = this.settings;
    // because: a proxy's console has no command that tells players; a broken server is not waited for
    const countdownSeconds = instance.platform === 'paper' && !isBack ? options.countdownSeconds : 0;
    const emptySeconds = isBack ? 0 : options.waitForEmptySeconds;
    const emptyBy = new Date(line.changedAt.getTime() + emptySeconds * 1_000);
    const emptyWithinMs = Math.max(0, emptyBy.getTime() - Date.now());
    const patience = { emptyWithinMs, countdownSeconds, withinSeconds, startStopped };
    try {
      return await restartServer(
        this.panels.instanceOf(instance),
        await this.intent(restart),
        patience,
        signal,
      );
    } catch (error) {
      const latest = emptyBy.getTime() + (countdownSeconds + withinSeconds) * 1_000 + GRACE_MS;
      const isHopeless = error instanceof Problem && !error.retry;
      if (signal.aborted || (Date.now() < latest && !isHopeless)) throw error;
      const reason = error instanceof Problem ? error.detail : 'the restart failed; the log has the details';
      return { outcome: 'failed', reason };
    }
  }

  private async intent({ key, line }: Restart): Promise<PowerIntent> {
    const { deploymentSteps, leases } = this.history;
    const asking = { ...key, step: ASK_STEP };
    const fence = line.fence!;
    const holder = `deployment ${key.deploymentId}`;
    return {
      askedAt: (await deploymentSteps.find(asking))?.begunAt,
      claim: (askedAt) =>
        this.history.transaction(async (sql) => {
          await leases.assertHeld({ instanceId: key.instanceId, holder, fence }, sql);
          return (await deploymentSteps.begin(asking, fence, askedAt, sql)).begun;
        }),
    };
  }

  /** undefined when the deployment went on without it. */
  private async find({ deploymentId, instanceId, fence }: InstanceStepData): Promise<Restart | undefined> {
    const standing = await this.history.deploymentReads.standingOf(deploymentId);
    const line = standing?.instances.find((one) => one.instanceId === instanceId);
    const isBack = line?.state === 'restarting-back';
    if (standing === undefined || line?.fence !== fence || (line.state !== 'restarting' && !isBack))
      return undefined;
    const [instance] = await this.history.fleet.instances({ instance: instanceId });
    if (instance === undefined)
      throw new Problem('resource.not-found', `There is no instance ${instanceId}.`);
    return {
      key: { deploymentId, instanceId, step: RESTART_STEP, attempt: fence },
      line,
      instance,
      options: optionsOf(standing.options, this.settings),
      isBack,
      // because: somebody who picks a stopped server and says restart wants it to run
      startStopped: standing.kind === 'restart' || isBack,
    };
  }
}
