import { setTimeout as wait } from 'node:timers/promises';
import path from 'node:path';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import type { FleetInstance } from '@archivesmp/history';
import { partsOf, type Accepted, type MayChange } from './accepted-changes.js';
import { OVER, type ChangeDesk } from './change-desk.js';
import type { Dice } from './dice.js';
import { heal, type Fault } from './faults.js';
import type { FaultyS3 } from './faulty-s3.js';
import type { Before, Invariants } from './invariants.js';
import { SAVES_ON_STOP } from './rewritten-files.js';
import type { TestProduct } from './test-product.js';

/** What a run of rounds came to. */
export interface RoundFigures {
  deployments: number;
  rounds: number;
  /** How the deployments ended, and the faults that were played. */
  readonly ends: Record<string, number>;
  readonly faults: Record<string, number>;
  /** Seconds from the moment everything was whole again until the last deployment of the round had ended. */
  readonly recoverySeconds: number[];
  /** So often servers had rewritten a file themselves. */
  rewritten: number;
}

interface Group {
  readonly kind: 'apply' | 'restart' | 'rollback';
  readonly instances: readonly FleetInstance[];
  /** For a rollback: what is taken back. */
  readonly undone?: { readonly id: string; readonly plan: PlanView };
}

const MOST_FILES = 12;
const SAMPLE_EVERY_MS = 100;
/** A fault strikes after so many requests of agents per instance, or when nothing moves any more. */
const MARKS = 7;
const NOTHING_MOVES_MS = 4_000;

/** Rounds of deployments over the whole demo fleet, each with faults at moments that the dice choose. */
export class FaultRounds {
  readonly figures: RoundFigures = {
    deployments: 0,
    rounds: 0,
    ends: {},
    faults: {},
    recoverySeconds: [],
    rewritten: 0,
  };
  /** Values that must never be seen anywhere but in the files they were written into. */
  readonly secrets: string[] = [];
  private readonly torn = new Set<string>();
  private readonly refused: string[] = [];
  private undoable: { id: string; plan: PlanView; ids: string[] }[] = [];
  private serial = 0;

  constructor(
    private readonly product: TestProduct,
    private readonly desk: ChangeDesk,
    private readonly s3: FaultyS3,
    private readonly dice: Dice,
    private readonly invariants: Invariants,
  ) {}

  /** One round. @throws when an invariant does not hold; the message has everything to repeat it */
  async play(faults: readonly Fault[]): Promise<void> {
    const { figures, product } = this;
    await this.tidyUp();
    const before = await this.invariants.before();
    const groups = await this.deal();
    const early = this.dice.chance(30);
    const marks = faults.map(() => this.dice.between(0, MARKS * groups.length)).sort((a, b) => a - b);
    const strikes = () => this.strike(faults, marks);
    const striking = early ? strikes() : undefined;
    striking?.catch(() => undefined); // heard below, but only after the plans were made
    const ready: (Group & { plan?: PlanView })[] = [];
    for (const group of groups) {
      const plan = group.kind === 'apply' ? await this.madePlan(group) : group.undone?.plan;
      if (group.kind === 'restart' || plan !== undefined) ready.push({ ...group, ...(plan && { plan }) });
    }
    const whole = (striking ?? strikes()).then(() => performance.now());
    const accepted: Accepted[] = [];
    const watching = this.watch(() => accepted, before);
    const running = Promise.all(ready.map((group) => this.run(group, accepted)));
    const ending = running.then(() => performance.now());
    const [views, end, since] = await Promise.all([running, ending, whole]);
    heal({ product, s3: this.s3 });
    await watching.stop();
    figures.recoverySeconds.push(Math.max(0, (end - since) / 1_000));
    figures.rounds += 1;
    for (const { name } of faults) figures.faults[name] = (figures.faults[name] ?? 0) + 1;
    for (const view of views) {
      if (view === undefined) continue;
      figures.deployments += 1;
      figures.ends[view.state] = (figures.ends[view.state] ?? 0) + 1;
    }
    const violations = [
      ...this.torn,
      ...this.refused,
      ...(await this.invariants.violations(before, accepted)),
    ];
    figures.rewritten = this.invariants.files.rewritten;
    if (violations.length > 0)
      throw new Error(
        [
          `seed ${this.dice.seed}, round ${figures.rounds}, faults: ${faults.map(({ name }) => name).join(', ') || 'none'}`,
          ...violations,
          ...views.map((view) => JSON.stringify(view)),
        ].join('\n'),
      );
    this.remember(ready, views);
  }

  /** Everything works and everybody knows what lies on the servers. */
  private async tidyUp(): Promise<void> {
    const { product } = this;
    for (const { id } of await product.history.holds.active(new Date()))
      await product.history.holds.lift(id, 'test', new Date());
    for (let scan = await product.scanned(); scan.state !== 'completed'; scan = await product.scanned());
  }

  /** Deals the fleet out to deployments of one to three instances. */
  private async deal(): Promise<Group[]> {
    const { dice } = this;
    const fleet = await this.product.history.fleet.instances();
    const groups: Group[] = [];
    const free = new Map(fleet.map((one) => [one.id, one]));
    for (const undone of this.undoable) {
      if (!dice.chance(35) || undone.ids.some((id) => !free.has(id))) continue;
      groups.push({ kind: 'rollback', instances: undone.ids.map((id) => free.get(id)!), undone });
      for (const id of undone.ids) free.delete(id);
    }
    for (let rest = dice.shuffled([...free.values()]); rest.length > 0;) {
      const size = dice.chance(70) ? 1 : dice.between(2, 3);
      const instances = rest.slice(0, size);
      rest = rest.slice(size);
      groups.push({ kind: dice.chance(12) ? 'restart' : 'apply', instances });
    }
    return dice.shuffled(groups);
  }

  private async madePlan({ instances }: Group): Promise<PlanView | undefined> {
    const changes: object[] = [];
    for (const { id, name } of instances) {
      const files = (await this.product.history.configFiles.configFiles({ instanceIds: [id] })).filter(
        (one) => one.state === 'readable' && one.path.endsWith('.yml'),
      );
      const chosen = this.dice.shuffled(files).slice(0, this.dice.between(1, MOST_FILES));
      for (const { plugin, path: file } of chosen)
        changes.push({ instances: [name], plugin, file, ...this.wish(file) });
      const plugins = chosen.map(({ plugin }) => plugin).filter((plugin) => plugin !== SERVER_FILES);
      if (plugins.length > 0 && this.dice.chance(25))
        changes.push(this.newFile(name, this.dice.one(plugins)));
    }
    const plan = await this.desk.planned({ title: `round ${this.figures.rounds}`, changes });
    return plan.state === 'open' ? this.desk.approved(plan) : undefined;
  }

  private wish(file: string): object {
    const number = (this.serial += 1);
    // A file that an earlier round made may go again, and no other.
    if (/^made-\d+\.yml$/.test(path.basename(file)) && this.dice.chance(50)) return { remove: true };
    const value = this.dice.chance(30) ? { password: this.secret(), note: number } : this.secret();
    const key = typeof value === 'string' ? `database-password-${number}` : `database-${number}`;
    return { edits: [{ op: 'insert', path: [key], value }] };
  }

  private newFile(instance: string, plugin: string): object {
    const file = `made-${(this.serial += 1)}.yml`;
    return { instances: [instance], plugin, file, content: `token: ${this.secret()}\n` };
  }

  private secret(): string {
    const secret = `canary-${this.dice.seed}-${this.secrets.length}-${this.dice.between(1e8, 9e8)}`;
    this.secrets.push(secret);
    return secret;
  }

  private async strike(faults: readonly Fault[], marks: readonly number[]): Promise<void> {
    const { product, s3, dice } = this;
    const begin = product.gate.seen;
    for (const [index, fault] of faults.entries()) {
      let last = product.gate.seen;
      let movedAt = performance.now();
      while (product.gate.seen - begin < marks[index]! && performance.now() - movedAt < NOTHING_MOVES_MS) {
        await wait(10);
        if (product.gate.seen === last) continue;
        last = product.gate.seen;
        movedAt = performance.now();
      }
      await fault.strike({ product, s3, dice });
    }
  }

  /** Starts one deployment and leads it to its end as a person would. */
  private async run(
    group: Group & { plan?: PlanView },
    accepted: Accepted[],
  ): Promise<DeploymentView | undefined> {
    const { desk, product } = this;
    const { kind, instances, plan, undone } = group;
    const names = instances.map(({ name }) => name);
    const { status, body } =
      kind === 'apply'
        ? await desk.start(plan!, {
            perHost: this.dice.between(1, 3),
            whileStopped: this.whileStopped(plan!),
          })
        : kind === 'restart'
          ? await desk.insist<DeploymentView>('POST', '/api/restart', { instances: names })
          : await desk.insist<DeploymentView>('POST', `/api/v1/deployments/${undone!.id}/rollback`);
    // because: only what was written over may have become stale, and nobody but the servers writes here
    if (status === 409 && kind === 'rollback') this.refused.push(`I9: no rollback: ${JSON.stringify(body)}`);
    if (status === 409) return undefined; // refused with its reason: a plan that became stale, say
    if (status !== 202) throw new Error(`seed ${this.dice.seed}: ${kind}: ${status} ${JSON.stringify(body)}`);
    const parts =
      kind === 'restart'
        ? new Map<string, readonly MayChange[]>(instances.map(({ id }) => [id, []]))
        : partsOf(product, plan!, kind);
    accepted.push({ id: body.id, kind, parts });
    for (;;) {
      const now = await desk.ended(body.id, ['paused']);
      if (OVER.has(now.state)) return now;
      await desk.steer(body.id, this.dice.chance(50) ? 'accept' : 'stop-and-undo');
    }
  }

  /** What saves on stop must be changed while stopped; anything else may be. */
  private whileStopped(plan: PlanView): boolean {
    return JSON.stringify(plan.plan).includes(`plugins/${SAVES_ON_STOP}/`) || this.dice.chance(15);
  }

  /** I1 while it happens: whenever somebody looks, a file is old or new. */
  private watch(accepted: () => readonly Accepted[], before: Before): { stop(): Promise<void> } {
    const over = new AbortController();
    const look = async (): Promise<void> => {
      while (!over.signal.aborted) {
        for (const { parts } of accepted())
          for (const change of [...parts.values()].flat())
            if (!(await this.invariants.files.isOneOf(change, before)))
              this.torn.add(`I1: ${change.file} was neither old nor new`);
        await wait(SAMPLE_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
      }
    };
    const looking = look();
    return {
      stop: () => {
        over.abort();
        return looking;
      },
    };
  }

  private remember(
    groups: readonly (Group & { plan?: PlanView })[],
    views: readonly (DeploymentView | undefined)[],
  ): void {
    this.undoable = groups.flatMap(({ kind, plan, instances }, index) => {
      const view = views[index];
      const isWhole = view?.state === 'succeeded' && view.instances.every((one) => one.state === 'passed');
      return kind === 'apply' && isWhole
        ? [{ id: view.id, plan: plan!, ids: instances.map(({ id }) => id) }]
        : [];
    });
  }
}
