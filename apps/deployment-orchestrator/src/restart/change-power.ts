import { setTimeout as wait } from 'node:timers/promises';
import type { InstanceStepData } from '@archivesmp/contracts/deployment-jobs';
import type { DeploymentKind } from '@archivesmp/contracts/deployment-states';
import type { PowerAction } from '@archivesmp/contracts/order';
import { Problem } from '@archivesmp/contracts/problem';
import type {
  ClockStores,
  DeploymentStores,
  StoredInstance,
  FleetStores,
  HoldStores,
  InstanceChangeStatus,
  StepKey,
  Transactions,
} from '@archivesmp/history';
import { powerOf } from '@archivesmp/rollout';
import type { DeploymentSettings, Log } from '@archivesmp/service-kit';
import { optionsOf, type DeploymentOptions } from '../reconcile/deployment-rules.js';
import { endStep } from '../reconcile/end-step.js';
import { askStep, type StepDetail } from '../ledger/ledger-steps.js';
import { holderOf } from '../reconcile/deployment-lease.js';
import { panelEvidence } from '../verdict/evidence.js';
import type { AgentPower } from './agent-power.js';
import type { Panels } from '../panel/panels.js';
import type { PowerIntent, PowerOutcome } from './power-attempt.js';
import { restartInstance } from './restart-instance.js';
import { startInstance } from './start-instance.js';
import { stopInstance } from './stop-instance.js';

const GRACE_MS = 60_000;
const CHECK_EVERY_MS = 1_000;

interface PowerChange {
  readonly action: PowerAction;
  readonly key: StepKey;
  readonly line: InstanceChangeStatus;
  readonly instance: StoredInstance;
  readonly options: DeploymentOptions;
  readonly isBack: boolean;
  readonly kind: DeploymentKind;
  readonly startStopped: boolean;
}

/** Restarts, stops or starts the game server of one instance for its deployment, once. Running it again goes on where it was. */
export class ChangePower {
  constructor(
    private readonly history: ClockStores & DeploymentStores & FleetStores & HoldStores & Transactions,
    private readonly panels: Panels,
    private readonly agents: AgentPower,
    private readonly settings: DeploymentSettings,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB, or of the panel while trying again makes sense */
  async changePower(data: InstanceStepData, signal: AbortSignal): Promise<void> {
    const change = await this.findPowerChange(data);
    if (change === undefined) return;
    const { key, action } = change;
    const { step } = await this.history.deploymentSteps.beginStep(key, data.fence, new Date());
    if (step.state !== 'begun') return endStep(this.history, key, step.state, step.detail ?? {});
    if (await this.isLeftStopped(change))
      return endStep(this.history, key, 'done', { asItWas: true, leftStopped: true });
    const outcome = await this.carryOut(change, step.workedAt, signal);
    this.log.info({ ...data, action, outcome: outcome.outcome }, 'power of a server changed');
    if (outcome.outcome === 'as-it-was') return endStep(this.history, key, 'done', { asItWas: true });
    const asked = await this.history.deploymentSteps.findStep({ ...key, step: askStep(action) });
    const begunAt =
      asked === undefined
        ? {}
        : { begunAt: asked.begunAt.toISOString(), workedAt: asked.workedAt.toISOString() };
    if (outcome.outcome === 'failed')
      return endStep(this.history, key, 'failed', { reason: outcome.reason, ...begunAt });
    await endStep(this.history, key, 'done', {
      ...(outcome.startedAt !== undefined && { startedAt: outcome.startedAt.toISOString() }),
      ...begunAt,
    });
  }

  /** @param begun what the work clock showed when it was begun: time in which the hub could not ask does not count */
  private async carryOut(change: PowerChange, begun: Date, signal: AbortSignal): Promise<PowerOutcome> {
    const { action, instance, options, isBack } = change;
    const { restart_within_seconds: withinSeconds } = this.settings;
    // A proxy's console has no command that tells players; a broken server is not waited for
    const countdownSeconds = instance.platform === 'paper' && !isBack ? options.countdownSeconds : 0;
    const emptySeconds = isBack || action === 'start' ? 0 : options.waitForEmptySeconds;
    const emptyWithinMs = Math.max(0, emptySeconds * 1_000 - (await this.workedSince(begun)));
    const request = { ...change, fence: change.line.fence! };
    const given = await this.agents.findGivenOrder(request);
    if (given !== undefined) return this.agents.outcomeOf(given.orderId, signal);
    try {
      return await this.callPanel(change, { emptyWithinMs, countdownSeconds, withinSeconds }, signal);
    } catch (error) {
      const isSilent = error instanceof Problem && error.code === 'amp.unreachable';
      if (isSilent && !signal.aborted && (await this.isTimeForAgent(change, signal)))
        return this.agents.changePowerByAgent(request, await this.intent(change), error.detail, signal);
      const givenMs = (emptySeconds + countdownSeconds + withinSeconds) * 1_000 + GRACE_MS;
      const isHopeless = error instanceof Problem && !error.retry;
      if (signal.aborted || ((await this.workedSince(begun)) < givenMs && !isHopeless)) throw error;
      const reason =
        error instanceof Problem ? error.detail : `the ${action} failed; the log has the details`;
      return { outcome: 'failed', reason };
    }
  }

  /** A panel that was asked may have received it: then no agent is asked. A panel is given time to come back. */
  private async isTimeForAgent(
    { action, key, instance }: PowerChange,
    signal: AbortSignal,
  ): Promise<boolean> {
    const asked = await this.history.deploymentSteps.findStep({ ...key, step: askStep(action) });
    if (asked !== undefined) return false;
    const begin = performance.now();
    while (performance.now() - begin < this.settings.panel_patience_seconds * 1_000) {
      await wait(CHECK_EVERY_MS, undefined, { signal });
      const { app } = await panelEvidence(() => this.panels.instanceOf(instance));
      if (app !== undefined) return false;
    }
    return true;
  }

  private async workedSince(begun: Date): Promise<number> {
    return (await this.history.workClock.readWorkClock(new Date())).getTime() - begun.getTime();
  }

  private async callPanel(
    change: PowerChange,
    timeouts: Parameters<typeof stopInstance>[2],
    signal: AbortSignal,
  ): Promise<PowerOutcome> {
    const { action, instance, startStopped } = change;
    const server = this.panels.instanceOf(instance);
    const intent = await this.intent(change);
    if (action === 'stop') return stopInstance(server, intent, timeouts, signal);
    if (action === 'start') return startInstance(server, intent, timeouts, signal);
    return restartInstance(server, intent, { ...timeouts, startStopped }, signal);
  }

  /** A server that was found stopped when it was to be stopped for a change is not started after it. */
  private async isLeftStopped({ action, key, kind }: PowerChange): Promise<boolean> {
    if (action !== 'start' || kind === 'start') return false;
    const steps = await this.history.deploymentSteps.listSteps(key.deploymentId, key.instanceId);
    const stopped = steps.find((step) => step.step === 'stop')?.detail as StepDetail | undefined;
    return stopped?.asItWas === true;
  }

  private async intent({ action, key, line }: PowerChange): Promise<PowerIntent> {
    const { deploymentSteps, leases, sharedRestarts } = this.history;
    const asking = { ...key, step: askStep(action) };
    const fence = line.fence!;
    const holder = holderOf(key.deploymentId);
    const before = await deploymentSteps.findStep(asking);
    const { uptimeSeconds: upThen } = (before?.detail ?? {}) as { uptimeSeconds?: number };
    const workedMs = before === undefined ? 0 : await this.workedSince(before.workedAt);
    return {
      askedAt: before?.begunAt,
      asked: { workedMs, ...(upThen !== undefined && { uptimeSeconds: upThen }) },
      claim: (askedAt, uptimeSeconds, also) =>
        this.history.transaction(async (sql) => {
          await leases.assertLeaseHeld({ instanceId: key.instanceId, holder, fence }, sql);
          const facts = uptimeSeconds === undefined ? undefined : { uptimeSeconds };
          const { begun } = await deploymentSteps.beginStep(asking, fence, askedAt, sql, facts);
          const { deploymentId, instanceId } = key;
          // Whatever is written by now is read by this life of the server, and judged after it
          if (begun && action !== 'stop')
            await sharedRestarts.coverByRestart(instanceId, { deploymentId, attempt: fence }, sql);
          if (begun) await also?.(sql);
          return begun;
        }),
      isOpen: async () => {
        const current = await leases.findCurrentLease(key.instanceId, new Date());
        const step = await deploymentSteps.findStep(key);
        return current?.holder === holder && current.fence === fence && step?.state === 'begun';
      },
    };
  }

  /** undefined when the deployment went on without it. */
  private async findPowerChange({
    deploymentId,
    instanceId,
    fence,
  }: InstanceStepData): Promise<PowerChange | undefined> {
    const status = await this.history.deploymentReads.findDeploymentStatus(deploymentId);
    const line = status?.instances.find((one) => one.instanceId === instanceId);
    if (status === undefined || line?.fence !== fence) return undefined;
    const power = powerOf(line.state);
    if (power === undefined) return undefined;
    const { action, isBack } = power;
    const [instance] = await this.history.fleet.listInstances({ instance: instanceId });
    if (instance === undefined)
      throw new Problem('resource.not-found', `There is no instance ${instanceId}.`);
    return {
      action,
      key: { deploymentId, instanceId, step: action, attempt: fence },
      line,
      instance,
      options: optionsOf(status.options, this.settings),
      isBack,
      kind: status.kind,
      // A restart of a stopped server that was selected by hand means that it should run
      startStopped: status.kind === 'restart' || isBack,
    };
  }
}
