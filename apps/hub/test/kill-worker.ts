import path from 'node:path';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import type { StoredInstance } from '@archivesmp/history';
import type { SystemCall } from '@archivesmp/instance-files/testing';
import { AgentTracer } from './agent-tracer.js';
import type { ChangeClient } from './change-client.js';
import { hashAt } from './fleet-tree.js';
import { partsOf, type Accepted, type MayChange } from './accepted-changes.js';
import type { RestartLog } from './restart-log.js';

/** Files of one change: all but two are edited, one is made, one is taken away. */
const FILES = 12;

/** What a worker came to. */
export interface KillFigures {
  /** System calls of a change and of its way back, as they were counted without a kill. */
  calls: number;
  kills: number;
  /** Changes that were over before the call at which the agent should have died. */
  late: number;
  old: number;
  new: number;
  /** Seconds from the next start of the agent until the deployment had ended, restart and verdict included. */
  readonly recoverySeconds: number[];
}

/** A deployment under way and what it may do to the files. */
interface Change extends Accepted {
  readonly kind: 'apply' | 'rollback';
  readonly files: readonly MayChange[];
}

/** One host, one instance on it, and changes there and back whose agent dies at one system call after the other. */
export class KillWorker {
  readonly figures: KillFigures = { calls: 0, kills: 0, late: 0, old: 0, new: 0, recoverySeconds: [] };
  /** What did not hold, in words. */
  readonly violations: string[] = [];
  /** Every deployment, in order, for checks of all of them afterwards. */
  readonly accepted: Accepted[] = [];
  private serial = 0;

  private constructor(
    private readonly changeClient: ChangeClient,
    private readonly restarts: RestartLog,
    private readonly instance: StoredInstance,
    private readonly progress: (line: string) => void,
  ) {}

  /** @param progress hears of every kill */
  static async on(
    host: string,
    changeClient: ChangeClient,
    restarts: RestartLog,
    progress: (line: string) => void = () => undefined,
  ): Promise<KillWorker> {
    const fleet = await changeClient.product.history.fleet.listInstances();
    const instance = fleet.findLast((one) => one.host === host && one.platform === 'paper');
    return new KillWorker(changeClient, restarts, instance!, progress);
  }

  /** @param choose which of the counted calls are played, of the change and of its way back */
  async run(choose: (calls: readonly SystemCall[], kind: Change['kind']) => SystemCall[]): Promise<void> {
    const tracer = (): AgentTracer => new AgentTracer(this.changeClient.product, this.instance.host);
    let plan = await this.newPlan();
    let done: DeploymentView | undefined;
    const there = await tracer().record(async () => (done = await this.ended(await this.begin(plan))));
    const back = await tracer().record(async () => this.ended(await this.begin(plan, done!.id)));
    this.figures.calls = there.length + back.length;
    const left = { there: choose(there, 'apply'), back: choose(back, 'rollback') };
    while (left.there.length + left.back.length > 0) {
      plan = await this.newPlan();
      const forward = await this.killed(() => this.begin(plan), left.there.shift());
      if (forward.state !== 'succeeded') continue;
      await this.killed(() => this.begin(plan, forward.id), left.back.shift());
    }
  }

  /** One change whose agent dies at this call, if it comes to it, and is started again. */
  private async killed(begin: () => Promise<Change>, call: SystemCall | undefined): Promise<DeploymentView> {
    if (call === undefined) return this.ended(await begin());
    const { product } = this.changeClient;
    const name = `agent-${this.instance.host}`;
    const trap = await new AgentTracer(product, this.instance.host).killAt(call);
    const change = await begin();
    const ending = this.ended(change);
    const where = `killed at ${call.main ? 'main' : 'worker'} ${call.name} ${call.nth} of ${change.kind} ${change.id}`;
    await Promise.race([trap.dead, ending.catch(() => undefined)]);
    await trap.leave();
    if (await trap.dead) {
      await this.findTornFiles(change, where);
      await product.gone(name);
      const begun = performance.now();
      await product.startAgent(this.instance.host);
      await ending;
      const seconds = (performance.now() - begun) / 1_000;
      this.figures.recoverySeconds.push(seconds);
      this.figures.kills += 1;
      this.progress(`${where}: ${seconds.toFixed(1)} s`);
    } else this.figures.late += 1;
    const view = await ending;
    await this.judge(change, view, where);
    return view;
  }

  /** A plan that restarts the server: one made while it was seen between two lives is made again. */
  private async newPlan(): Promise<PlanView> {
    const { product } = this.changeClient;
    for (;;) {
      const plan = await this.plannedOnce();
      const part = product.plannedPart(plan, this.instance.id);
      if (part?.restart === true) return this.changeClient.approved(plan);
      await product.discover();
    }
  }

  private async plannedOnce(): Promise<PlanView> {
    const { changeClient, instance } = this;
    const { history } = changeClient.product;
    for (const { id } of await history.holds.listActiveHolds(new Date()))
      await history.holds.liftHold(id, 'test', new Date());
    await changeClient.product.scanned({ instance: instance.name });
    const known = await history.configFiles.listConfigFiles({ instanceIds: [instance.id] });
    const files = known.filter((one) => one.state === 'readable' && one.path.endsWith('.yml'));
    if (files.length < FILES - 1) throw new Error(`${instance.name} has only ${files.length} files`);
    const number = (this.serial += 1);
    const [gone, ...edited] = files.slice(0, FILES - 1);
    const fileOf = ({ plugin, path: file }: { plugin: string; path: string }) => ({
      instances: [instance.name],
      plugin,
      file,
    });
    const plan = await changeClient.planned({
      title: `change ${number}`,
      changes: [
        ...edited.map((one) => ({
          ...fileOf(one),
          edits: [{ op: 'insert', path: [`note-${number}`], value: number }],
        })),
        { ...fileOf(gone!), remove: true },
        { ...fileOf(edited[0]!), file: `made-${number}/of/it.yml`, content: `number: ${number}\n` },
      ],
    });
    if (plan.state !== 'open') throw new Error(`no plan: ${JSON.stringify(plan)}`);
    return plan;
  }

  /** Starts the plan, or takes back the deployment that carried it out. */
  private async begin(plan: PlanView, undone?: string): Promise<Change> {
    const { changeClient, instance } = this;
    const kind = undone === undefined ? 'apply' : 'rollback';
    const { status, body } =
      undone === undefined
        ? await changeClient.start(plan)
        : await changeClient.insist<DeploymentView>('POST', `/api/v1/deployments/${undone}/rollback`);
    if (status !== 202) throw new Error(`${kind} not started: ${status} ${JSON.stringify(body)}`);
    const parts = partsOf(changeClient.product, plan, kind);
    const files = parts.get(instance.id) ?? [];
    if (files.length !== FILES) throw new Error(`the plan has ${files.length} files`);
    this.lives = this.restarts.of(instance.id);
    const change = { id: body.id, kind, parts, files } as const;
    this.accepted.push(change);
    return change;
  }

  private lives = 0;

  private ended({ id }: Change): Promise<DeploymentView> {
    return this.changeClient.ended(id, ['paused']);
  }

  /** I1 at the very moment of the kill. For the moment of a swap a name may be empty: the journal knows. */
  private async findTornFiles({ files }: Change, where: string): Promise<void> {
    for (const { file, before, after } of files) {
      const now = await this.hash(file);
      if (now !== before && now !== after) this.violations.push(`I1: ${file} is torn, ${where}`);
    }
  }

  /** I2 and I3: wholly new and restarted once, or wholly old and never restarted. */
  private async judge({ files }: Change, view: DeploymentView, where: string): Promise<void> {
    const now = await Promise.all(files.map(({ file }) => this.hash(file)));
    const isNew = files.every(({ after }, index) => now[index] === after);
    const isOld = files.every(({ before }, index) => now[index] === before);
    const begun = this.restarts.of(this.instance.id) - this.lives;
    if (!isNew && !isOld) this.violations.push(`I2: neither wholly old nor wholly new, ${where}`);
    if (begun !== (isNew ? 1 : 0))
      this.violations.push(`I3: ${begun} restarts, ${view.state}, ${where}: ${await this.stepsOf(view.id)}`);
    if (isNew !== (view.state === 'succeeded'))
      this.violations.push(`I10: ${view.state}, and the files are ${isNew ? 'new' : 'old'}, ${where}`);
    this.figures[isNew ? 'new' : 'old'] += 1;
  }

  private async stepsOf(id: string): Promise<string> {
    const steps = await this.changeClient.product.history.deploymentSteps.listSteps(id);
    return JSON.stringify(steps.map(({ step, state, detail }) => ({ step, state, detail })));
  }

  private hash(file: string): Promise<string | null> {
    return hashAt(path.join(this.changeClient.product.fleetDir, file));
  }
}
