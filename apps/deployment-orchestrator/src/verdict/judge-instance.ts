import { setTimeout as wait } from 'node:timers/promises';
import type { InstanceStepData } from '@archivesmp/contracts/deployment-jobs';
import { changesFiles, type AsPlanned, type DeploymentKind } from '@archivesmp/contracts/deployment-states';
import type { InspectionReport } from '@archivesmp/contracts/order';
import type {
  ClockStores,
  DeploymentStores,
  FileStores,
  StoredInstance,
  FleetStores,
  InstanceChangeStatus,
  PlanStores,
  StepKey,
  Transactions,
} from '@archivesmp/history';
import type { AskAgent, ConfigContents } from '@archivesmp/hub-wiring';
import {
  errorsOfChange,
  judgeHealth,
  judgeStop,
  type HealthEvidence,
  type HealthJudgement,
} from '@archivesmp/rollout';
import type { DeploymentSettings, Log } from '@archivesmp/service-kit';
import { endStep } from '../reconcile/end-step.js';
import { fileGoals } from '../fit/file-goals.js';
import { findRestart } from '../reconcile/find-restart.js';
import { VERDICT_STEP, type StepDetail } from '../ledger/ledger-steps.js';
import { readPlannedChanges, RESTART_ONLY, type PlannedInstanceChange } from '../ledger/planned-changes.js';
import type { Panels } from '../panel/panels.js';
import { othersPlugins } from './others-plugins.js';
import { JudgementTime } from './judgement-time.js';
import { changedPlugins, hostEvidence, panelEvidence } from './evidence.js';

/** What judging reads and writes. */
export interface JudgementStores {
  readonly history: ClockStores & DeploymentStores & FileStores & FleetStores & PlanStores & Transactions;
  readonly contents: ConfigContents;
  readonly panels: Panels;
  readonly askAgent: AskAgent;
}

interface JudgementWithFiles extends HealthJudgement {
  /** What the touched files held, by path; null = not there. */
  readonly found?: Readonly<Record<string, string | null>>;
}

interface Subject {
  /** Its server was stopped for the change and started after it. */
  readonly whileStopped: boolean;
  readonly key: StepKey;
  readonly kind: DeploymentKind;
  /** A restart or start was asked for after the change. */
  readonly wasRestarted: boolean;
  /** Nothing had to be written: what became of its server. */
  readonly asPlanned: AsPlanned | undefined;
  /** Plugins of other changes that this very start read for the first time. */
  readonly others: readonly string[];
  readonly line: InstanceChangeStatus;
  readonly instance: StoredInstance;
  readonly change: PlannedInstanceChange;
  readonly restart: StepDetail;
}

const JUDGE_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 20_000;
/** An agent is given this long even when the time of the verdict is up. */
const ANSWER_AT_LEAST_MS = 200;

const STARTED_SINCE =
  'the plan was made while the server was stopped, so no restart is part of it, but the server runs: restart it, then accept';

/** Looks at an instance after its change until its health is clear or the time is up. Running it again looks anew. */
export class JudgeInstance {
  constructor(
    private readonly stores: JudgementStores,
    private readonly settings: DeploymentSettings,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3 */
  async judgeInstance(data: InstanceStepData, signal: AbortSignal): Promise<void> {
    const { history } = this.stores;
    const subject = await this.findSubject(data);
    if (subject === undefined) return;
    const { key } = subject;
    const { step } = await history.deploymentSteps.beginStep(key, data.fence, new Date());
    if (step.state !== 'begun') return endStep(history, key, step.state, step.detail ?? {});
    const time = new JudgementTime(this.settings, step.workedAt, () =>
      history.workClock.readWorkClock(new Date()),
    );
    for (;;) {
      const { verdict, reason, found } = await this.judgeOnce(subject, time, signal);
      if (verdict !== undefined && (verdict !== 'pass' || (await time.isWatched()))) {
        this.log.info({ ...data, verdict, reason }, 'verdict');
        return endStep(history, key, 'done', { verdict, reason, ...(found && { found }) });
      }
      await wait(JUDGE_EVERY_MS, undefined, { signal });
    }
  }

  private async judgeOnce(
    subject: Subject,
    time: JudgementTime,
    signal: AbortSignal,
  ): Promise<JudgementWithFiles> {
    const { change: instanceChange, restart, instance } = subject;
    if (subject.kind === 'stop') {
      const { app } = await panelEvidence(() => this.stores.panels.instanceOf(instance));
      await time.countPanelAnswer(app !== undefined);
      return judgeStop({ ...(app !== undefined && { app }), timeIsUp: (await time.leftMs()) <= 0 });
    }
    const found = await this.inspectInstance(subject, time, signal);
    const errors = errorsOfChange(found?.errors ?? [], changedPlugins(instanceChange.files), subject.others);
    const report = found && { ...found, errors };
    const panel = await panelEvidence(() => this.stores.panels.instanceOf(instance));
    await time.countPanelAnswer(panel.app !== undefined);
    // A server that was stopped for its change has a new life, no matter who started it
    const asItWas = (subject.whileStopped ? restart.leftStopped : restart.asItWas) === true;
    const evidence: HealthEvidence = {
      ...panel,
      // A restart that left a server as it was found it stopped; a start found it running
      ranBefore: instanceChange.ran && !(asItWas && subject.kind !== 'start'),
      restarted: subject.wasRestarted && !asItWas,
      asPlanned: subject.asPlanned !== undefined,
      hasRead:
        subject.asPlanned === 'left-alone' &&
        instanceChange.restart &&
        !asItWas &&
        instanceChange.files.length > 0,
      ...(report !== undefined && {
        inspection: await hostEvidence(report, {
          files: instanceChange.files,
          contents: this.stores.contents,
          whileStopped: subject.whileStopped,
          waited: subject.line.restartedBy !== undefined,
        }),
      }),
      plugins: changedPlugins(instanceChange.files),
      timeIsUp: (await time.leftMs()) <= 0,
    };
    const judged = judgeHealth(evidence);
    const wasStarted =
      !instanceChange.ran &&
      !instanceChange.restart &&
      evidence.app !== undefined &&
      evidence.app !== 'stopped';
    // No restart was approved, and without one it is unknown whether the server has read the new files
    return {
      ...(judged.verdict === 'pass' && wasStarted
        ? { verdict: 'inconclusive', reason: STARTED_SINCE }
        : judged),
      ...(report !== undefined && { found: foundHashes(report) }),
    };
  }

  /** Asks the agent and waits for its answer, but no longer than the verdict may take. */
  private async inspectInstance(
    { key, line, instance, change: instanceChange, restart }: Subject,
    time: JudgementTime,
    signal: AbortSignal,
  ): Promise<InspectionReport | undefined> {
    const askedAt = new Date();
    const since = restart.begunAt ?? line.changedAt.toISOString();
    const question = {
      instanceId: instance.id,
      folder: instance.folder,
      host: instance.host,
      files: instanceChange.files.map(({ path, after }) => ({ path, sha256: after })),
      plugins: changedPlugins(instanceChange.files),
      since,
      sinceSeconds: await time.secondsSince({ at: since, workedAt: restart.workedAt }, askedAt),
      askedAt: askedAt.toISOString(),
    };
    const withinMs = Math.max(ANSWER_AT_LEAST_MS, Math.min(ANSWER_WITHIN_MS, await time.leftMs()));
    const subject = { deploymentId: key.deploymentId, purpose: 'verdict', fence: key.attempt } as const;
    return this.stores.askAgent.askAgent(question, { withinMs, signal }, subject);
  }

  /** undefined when the deployment went on without it. */
  private async findSubject({
    deploymentId,
    instanceId,
    fence,
  }: InstanceStepData): Promise<Subject | undefined> {
    const { history } = this.stores;
    const deployment = await history.deploymentReads.findDeploymentStatus(deploymentId);
    const line = deployment?.instances.find((one) => one.instanceId === instanceId);
    if (deployment === undefined || line?.state !== 'judging' || line.fence !== fence) return undefined;
    const [instance] = await history.fleet.listInstances({ instance: instanceId });
    if (instance === undefined) return undefined;
    const key = { deploymentId, instanceId, attempt: fence };
    const restarted = await findRestart(history, deploymentId, line);
    const planned = await readPlannedChanges(history.plans, deployment);
    const instanceChange = planned?.changes.get(instanceId);
    // What was not written because it stood already is not taken back either
    const goals =
      instanceChange === undefined
        ? []
        : await fileGoals(
            {
              deployment,
              instanceId,
              direction: 'forward',
              files: instanceChange.files,
              askedAt: planned!.askedAt,
            },
            history,
          );
    const own = new Set(goals.map(({ change }) => change.path));
    // What another change wrote on top since is that one's business
    const later = await history.sharedRestarts.listFilesWrittenSince(deploymentId, instanceId);
    const files = instanceChange?.files.filter(({ path }) => own.has(path) && !later.has(path)) ?? [];
    return {
      key: { ...key, step: VERDICT_STEP },
      kind: deployment.kind,
      wasRestarted:
        (instanceChange?.restart ?? true) &&
        !(changesFiles(deployment.kind) && line.restartedBy === undefined),
      asPlanned: line.asPlanned,
      whileStopped:
        restarted?.step === 'start' && restarted.deploymentId === deploymentId && deployment.kind !== 'start',
      others: await othersPlugins(history, deploymentId, instanceId),
      line,
      instance,
      change:
        instanceChange === undefined
          ? { ...RESTART_ONLY, name: instance.name }
          : { ...instanceChange, files },
      restart: (restarted?.detail ?? {}) as StepDetail,
    };
  }
}

const foundHashes = ({ files }: InspectionReport): Record<string, string | null> =>
  Object.fromEntries(
    files.flatMap(({ path, sha256 }) => (sha256 === undefined ? [] : [[path, sha256] as const])),
  );
