import { setTimeout as wait } from 'node:timers/promises';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { StoredInstance } from '@archivesmp/history';
import { partsOf, type Accepted, type MayChange } from './accepted-changes.js';
import { OVER, type HubAnswer } from './change-client.js';
import { heal, type Fault, type Stage } from './faults.js';
import { editForeign } from './foreign-edit.js';
import { REFUSED, type Before, type Invariants } from './invariants.js';
import type { RoundPlan, RoundPlans } from './round-plans.js';

type Kind = 'apply' | 'restore' | 'rollback' | 'restart';

/** What a run of rounds came to. */
export interface RoundFigures {
  deployments: number;
  rounds: number;
  /** Deployments by kind. */
  readonly kinds: Record<Kind, number>;
  /** How the deployments ended, how their instances did, and the faults that were played. */
  readonly ends: Record<string, number>;
  readonly instances: Record<string, number>;
  readonly faults: Record<string, number>;
  /** Instances whose rollback was refused because the key was changed since, which was so. */
  refusedForForeignEdit: number;
  /** Seconds from the moment everything was whole again until the last deployment of the round had ended. */
  readonly recoverySeconds: number[];
  /** So often servers had rewritten a file themselves. */
  rewritten: number;
}

interface Group {
  readonly kind: Kind;
  readonly instances: readonly StoredInstance[];
  /** What is run; for a rollback the plan that is taken back. */
  readonly made?: RoundPlan;
  /** For a rollback: the deployment. */
  readonly undoes?: string;
}

/** What can be taken back. */
interface Undoable {
  readonly id: string;
  readonly made: RoundPlan;
  readonly ids: readonly string[];
}

const SAMPLE_EVERY_MS = 100;
/** A fault strikes after so many requests of agents per instance, or when nothing moves any more. */
const MARKS = 7;
const NOTHING_MOVES_MS = 4_000;
/** Kinds that are dealt out in turn; rollbacks come on top. */
const DECK: readonly Kind[] = ['apply', 'apply', 'restore', 'apply', 'apply', 'restart', 'apply', 'restore'];

/** Rounds of deployments over the whole demo fleet, each with faults at moments that the dice choose. */
export class FaultRounds {
  readonly figures: RoundFigures = {
    deployments: 0,
    rounds: 0,
    kinds: { apply: 0, restore: 0, rollback: 0, restart: 0 },
    ends: {},
    instances: {},
    faults: {},
    refusedForForeignEdit: 0,
    recoverySeconds: [],
    rewritten: 0,
  };
  private readonly torn = new Set<string>();
  private readonly refused: string[] = [];
  private readonly edited = new Set<string>();
  /** Instances that took a change. */
  private readonly changed = new Set<string>();
  private undoable: Undoable[] = [];
  private dealt = 0;

  constructor(
    private readonly stage: Stage,
    readonly plans: RoundPlans,
    private readonly invariants: Invariants,
  ) {}

  /** One round. @returns what does not hold, with everything to repeat it; undefined when all is well */
  async play(faults: readonly Fault[]): Promise<string | undefined> {
    const { figures } = this;
    const { dice } = this.stage;
    this.edited.clear();
    this.torn.clear();
    this.refused.length = 0;
    const groups = await this.deal();
    await this.tidyUp();
    const before = await this.invariants.before();
    const early = dice.chance(30);
    const marks = faults.map(() => dice.between(0, MARKS * groups.length)).sort((a, b) => a - b);
    const strikes = () => this.strike(faults, marks);
    const striking = early ? strikes() : undefined;
    striking?.catch(() => undefined); // heard below, but only after the plans were made
    const ready: Group[] = [];
    for (const group of groups) {
      const made = group.made ?? (await this.madePlan(group));
      if (group.kind === 'restart' || made !== undefined) ready.push({ ...group, ...(made && { made }) });
    }
    const whole = (striking ?? strikes()).then(() => performance.now());
    const accepted: Accepted[] = [];
    const watching = this.watch(() => accepted, before);
    const running = Promise.all(ready.map((group) => this.run(group, accepted)));
    const ending = running.then(() => performance.now());
    const [views, end, since] = await Promise.all([running, ending, whole]);
    heal(this.stage);
    await watching.stop();
    figures.recoverySeconds.push(Math.round(Math.max(0, end - since) / 100) / 10);
    figures.rounds += 1;
    for (const { name } of faults) count(figures.faults, name);
    ready.forEach(({ kind }, index) => this.note(kind, views[index]));
    const allowed = { edited: this.edited, mayBeUnwell: faults.some((one) => one.breaksServers) };
    const violations = [
      ...this.torn,
      ...this.refused,
      ...(await this.invariants.violations(before, accepted, allowed)),
    ];
    figures.rewritten = this.invariants.files.rewritten;
    this.remember(ready, views);
    if (violations.length === 0) return undefined;
    const names = faults.map(({ name }) => name).join(', ');
    return [
      `seed ${dice.seed}, round ${figures.rounds}, faults: ${names}`,
      ...violations,
      ...views.map((view) => JSON.stringify(view)),
    ].join('\n');
  }

  private note(kind: Kind, view: DeploymentView | undefined): void {
    if (view === undefined) return;
    const { figures } = this;
    figures.deployments += 1;
    figures.kinds[kind] += 1;
    count(figures.ends, view.state);
    for (const { state, instanceId } of view.instances) {
      count(figures.instances, state);
      if (REFUSED.has(state) && this.edited.has(instanceId)) figures.refusedForForeignEdit += 1;
    }
  }

  /** Everything works, and the hub knows what is on the servers. */
  private async tidyUp(): Promise<void> {
    const { product } = this.stage;
    for (const { id } of await product.history.holds.listActiveHolds(new Date()))
      await product.history.holds.liftHold(id, 'test', new Date());
    for (let scan = await product.scanned(); scan.state !== 'completed'; scan = await product.scanned());
    this.plans.atRest();
  }

  /** Deals the fleet out to deployments of one to three instances; a foreign edit changes some of what is to be taken back. */
  private async deal(): Promise<Group[]> {
    const { dice, product } = this.stage;
    const fleet = await product.history.fleet.listInstances();
    const groups: Group[] = [];
    const free = new Map(fleet.map((one) => [one.id, one]));
    for (const { id, made, ids } of this.undoable) {
      if (!dice.chance(50) || ids.some((one) => !free.has(one))) continue;
      groups.push({ kind: 'rollback', instances: ids.map((one) => free.get(one)!), undoes: id, made });
      for (const one of ids) free.delete(one);
      const edited = dice.chance(20) ? await editForeign(product, made) : undefined;
      if (edited !== undefined) this.edited.add(edited);
    }
    for (let rest = dice.shuffled([...free.values()]); rest.length > 0;) {
      const dealt = DECK[this.dealt++ % DECK.length]!;
      // What was never changed is as all its backups have it
      const changed = rest.find(({ id }) => this.changed.has(id));
      const kind = dealt === 'restore' && changed === undefined ? 'apply' : dealt;
      const instances =
        kind === 'restore' ? [changed!] : rest.slice(0, dice.chance(70) ? 1 : dice.between(2, 3));
      groups.push({ kind, instances });
      rest = rest.filter((one) => !instances.includes(one));
    }
    return dice.shuffled(groups);
  }

  private madePlan({ kind, instances }: Group): Promise<RoundPlan | undefined> {
    if (kind === 'restart') return Promise.resolve(undefined);
    return kind === 'restore' ? this.plans.restore(instances[0]!) : this.plans.edits(instances);
  }

  private async strike(faults: readonly Fault[], marks: readonly number[]): Promise<void> {
    const { gate } = this.stage.product;
    const begin = gate.seen;
    for (const [index, fault] of faults.entries()) {
      let last = gate.seen;
      let movedAt = performance.now();
      while (gate.seen - begin < marks[index]! && performance.now() - movedAt < NOTHING_MOVES_MS) {
        await wait(10);
        if (gate.seen === last) continue;
        last = gate.seen;
        movedAt = performance.now();
      }
      await fault.strike(this.stage);
    }
  }

  /** Starts one deployment and leads it to its end as a person would. */
  private async run(group: Group, accepted: Accepted[]): Promise<DeploymentView | undefined> {
    const { dice, product } = this.stage;
    const { changeClient } = this.plans;
    const { kind, instances, made } = group;
    const { status, body } = await this.begin(group);
    // Only what was written over may have become stale, and only the servers write here
    if (status === 409 && kind === 'rollback') this.refused.push(`I9: no rollback: ${JSON.stringify(body)}`);
    if (status === 409) return undefined; // refused with its reason: a plan that became stale, say
    if (status !== 202) throw new Error(`seed ${dice.seed}: ${kind}: ${status} ${JSON.stringify(body)}`);
    const parts =
      kind === 'restart'
        ? new Map<string, readonly MayChange[]>(instances.map(({ id }) => [id, []]))
        : partsOf(product, made!.plan, kind === 'rollback' ? 'rollback' : 'apply');
    accepted.push({ id: body.id, kind: body.kind, parts });
    for (;;) {
      const now = await changeClient.ended(body.id, ['paused']);
      if (OVER.has(now.state)) return now;
      await changeClient.control(body.id, dice.chance(50) ? 'accept' : 'stop-and-undo');
    }
  }

  private begin({ kind, instances, made, undoes }: Group): Promise<HubAnswer<DeploymentView>> {
    const { changeClient } = this.plans;
    if (kind === 'rollback') return changeClient.insist('POST', `/api/v1/deployments/${undoes!}/rollback`);
    if (kind === 'restart')
      return changeClient.insist('POST', '/api/restart', { instances: instances.map(({ name }) => name) });
    const { plan } = made!;
    return changeClient.start(plan, {
      perHost: this.stage.dice.between(1, 3),
      whileStopped: this.plans.whileStopped(plan),
    });
  }

  /** I1 while it happens: at any moment a file is old or new. */
  private watch(accepted: () => readonly Accepted[], before: Before): { stop(): Promise<void> } {
    const over = new AbortController();
    const observe = async (): Promise<void> => {
      while (!over.signal.aborted) {
        for (const { parts } of accepted())
          for (const change of [...parts.values()].flat())
            if (!(await this.invariants.files.isOneOf(change, before)))
              this.torn.add(`I1: ${change.file} was neither old nor new`);
        await wait(SAMPLE_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
      }
    };
    const looking = observe();
    return {
      stop: () => {
        over.abort();
        return looking;
      },
    };
  }

  private remember(groups: readonly Group[], views: readonly (DeploymentView | undefined)[]): void {
    for (const view of views)
      for (const { instanceId, state } of view?.kind === 'apply' ? view.instances : [])
        if (state === 'passed') this.changed.add(instanceId);
    this.undoable = groups.flatMap(({ kind, made, instances }, index) => {
      const view = views[index];
      const isWhole = view?.state === 'succeeded' && view.instances.every((one) => one.state === 'passed');
      return (kind === 'apply' || kind === 'restore') && isWhole
        ? [{ id: view.id, made: made!, ids: instances.map(({ id }) => id) }]
        : [];
    });
  }
}

const count = (of: Record<string, number>, name: string): void => void (of[name] = (of[name] ?? 0) + 1);
