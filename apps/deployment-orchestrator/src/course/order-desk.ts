import { orderFailureFacts } from '@archivesmp/contracts/order';
import type { CourseEvent } from '@archivesmp/rollout';
import type { Inspection, OrderStanding } from '@archivesmp/history';
import { fileGoals, foundAfter, wantedOf } from '../fit/file-goals.js';
import { directionOf, lookOf, orderOf, purposeOf } from '../fit/fit-orders.js';
import { giveOrder } from './give-order.js';
import type { InstanceLines, Line } from './instance-lines.js';
import type { TurnInput } from './turn-input.js';
import { wasRead } from './was-read.js';

/** What became of an order, or of the look before it. */
export interface OrderNews {
  readonly event: CourseEvent & { readonly kind: 'order' | 'fits' };
  readonly reason?: string;
  /** Nothing had to be written, and the server has read its files as they are: it needs no restart. */
  readonly settled?: true;
}

/** So many orders on one instance in one direction are given however long they take: a file moved, or a clock was set, in between. */
const SURE_ORDERS = 5;
/** More of them only while the first would be waited for: a server may save its file more often than a slow host gets orders. */
const MOST_ORDERS = 50;

/** Orders of a deployment within one turn. The files are looked at first; the order then says what becomes of exactly those. */
export class OrderDesk {
  private orders: readonly OrderStanding[] = [];
  private looks: readonly Inspection[] = [];

  constructor(
    private readonly input: TurnInput,
    private readonly lines: InstanceLines,
  ) {}

  async open(): Promise<void> {
    const { history, standing, sql } = this.input;
    this.orders = await history.orders.list(standing.id, sql);
    this.looks = await history.inspections.list(standing.id, undefined, sql);
  }

  /**
   * What became known of an instance that is being changed or taken back; undefined while it is waited for; `again` when its files
   * moved after the look, or the order came too late: they are to be looked at under a new fence.
   */
  async attend(line: Line): Promise<OrderNews | 'again' | undefined> {
    const { instanceId, fence } = line;
    const direction = directionOf(line.state);
    const key = { instanceId, direction, purpose: purposeOf(line.state), fence };
    const order = orderOf(this.orders, key);
    if (order !== undefined) {
      const mine = this.orders.filter((one) => one.instanceId === instanceId && one.direction === direction);
      return this.heard(line, order, mine);
    }
    const look = lookOf(this.looks, key);
    if (look === undefined) return void (await this.look(line));
    return look.report === undefined ? this.silence(line, look) : this.decide(line, look);
  }

  /** Asks the agent what the files hold now. */
  async look(line: Line): Promise<void> {
    const { history, standing, fleet, rules, sql, now } = this.input;
    const { instanceId, host, fence } = line;
    const files = wantedOf(await this.goals(line)).map(({ path, known = null, hashOnly }) => ({
      path,
      sha256: known,
      ...(hashOnly === true && { hashOnly }),
    }));
    const folder = fleet.get(instanceId)?.folder ?? '';
    await history.inspections.request(
      { instanceId, folder, host, files, plugins: [] },
      {
        deploymentId: standing.id,
        purpose: purposeOf(line.state),
        fence: fence!,
        giveUpSeconds: rules.orderSeconds,
      },
      now,
      sql,
    );
  }

  private heard(
    line: Line,
    { outcome, giveUpAt }: OrderStanding,
    mine: readonly OrderStanding[],
  ): OrderNews | 'again' | undefined {
    if (outcome === undefined)
      return this.input.worked > giveUpAt
        ? news('stuck', 'the agent never said what became of the order')
        : undefined;
    const { state, reason, code, path } = outcome;
    const nothingChanged = state === 'refused' || state === 'undone';
    if (nothingChanged && orderFailureFacts(code)?.anew === true) {
      if (this.goesOn(mine)) return 'again';
      if (code !== 'expired')
        return news(state, `${code}: ${sayMoving(path, mine.length)}; ${this.remedy(line)}`);
    }
    const words = [code, path, reason].filter((word) => word !== undefined).join(': ');
    return news(state, words === '' ? undefined : words);
  }

  /** Each time the files are looked at anew: what is not the server's own saving is refused then, and by name. */
  private goesOn(mine: readonly OrderStanding[]): boolean {
    if (mine.length < SURE_ORDERS) return true;
    return mine.length < MOST_ORDERS && this.input.worked <= mine[0]!.giveUpAt;
  }

  private async silence(
    { host }: Line,
    { inspectionId, giveUpAt }: Inspection,
  ): Promise<OrderNews | undefined> {
    const { history, now, worked, rules, sql } = this.input;
    if (giveUpAt === undefined || worked <= giveUpAt) return undefined;
    await history.inspections.withdraw(inspectionId, now, sql);
    return news(
      'refused',
      `the agent of ${host} did not say within ${rules.orderSeconds} s what the files hold; nothing was changed`,
    );
  }

  private async decide(line: Line, { inspectionId, report }: Inspection): Promise<OrderNews | undefined> {
    const fit = this.input.fits.get(inspectionId);
    // because: the answer came in after this turn had begun; it has woken the next one
    if (fit === undefined) return undefined;
    if (fit.state === 'refused') return news('refused', `${fit.reason}; ${this.remedy(line)}`);
    const { rewritten, files, ownSaves } = fit;
    const found = new Map(report!.files.map(({ path, sha256 }) => [path, sha256]));
    const settled = files.length === 0 && (await this.isSettled(line, found, ownSaves));
    if (purposeOf(line.state) === 'before-stop' && !settled) return { event: { kind: 'fits' } };
    if (rewritten.length > 0)
      this.lines.note('instance.files-rewritten', this.lines.partOf(line).name, { byTheServer: rewritten });
    if (files.length > 0) return void (await this.give(line, files));
    return settled ? { ...news('applied'), settled } : news('applied');
  }

  /** Whether the server has read its files as they are. On the way back also: the verdict was formed on these very files. */
  private async isSettled(
    line: Line,
    found: ReadonlyMap<string, string | null | undefined>,
    ownSaves: ReadonlySet<string>,
  ): Promise<boolean> {
    const { history, standing, sql } = this.input;
    if (directionOf(line.state) === 'forward')
      return wasRead(
        line,
        (await this.goals(line)).filter(({ change }) => !ownSaves.has(change.path)),
        found,
        this.input,
      );
    if (line.state !== 'rolling-back') return false;
    // because: what this deployment neither wrote nor had read is as it was before it
    if (line.restartedBy === undefined && !this.hasOrder(line)) return true;
    const seen = Object.entries(await foundAfter(standing.id, line.instanceId, history, sql));
    return seen.length > 0 && seen.every(([path, sha256]) => found.get(path) === sha256);
  }

  /** Whether an agent was told to write there. */
  hasOrder({ instanceId }: Line): boolean {
    return this.orders.some((order) => order.instanceId === instanceId && order.direction === 'forward');
  }

  private async give(line: Line, files: Parameters<typeof giveOrder>[0]['files']): Promise<void> {
    const { history, standing, planned, fleet, rules, signer, sql, now } = this.input;
    const { instanceId, host, fence } = line;
    const wish = {
      deploymentId: standing.id,
      instanceId,
      host,
      folder: fleet.get(instanceId)?.folder ?? '',
      fence: fence!,
      planHash: planned!.hash,
      direction: directionOf(line.state),
      files,
      expiresAt: new Date(now.getTime() + rules.orderSeconds * 1_000),
    };
    await giveOrder(wish, signer, history, now, sql);
  }

  /** A deployment that takes another back goes forward, and has no plan of its own that could be made anew. */
  private remedy({ state }: Line): string {
    if (directionOf(state) === 'back') return REMEDY.back;
    return REMEDY[this.input.standing.kind === 'rollback' ? 'rollback' : 'forward'];
  }

  private goals(line: Line): ReturnType<typeof fileGoals> {
    const { history, standing, planned, sql, now } = this.input;
    const { files } = this.lines.partOf(line);
    const { instanceId } = line;
    const { askedAt = now } = planned ?? {};
    return fileGoals(
      { standing, instanceId, direction: directionOf(line.state), files, askedAt },
      history,
      sql,
    );
  }
}

const REMEDY = {
  forward: 'nothing was changed; make a new plan',
  rollback: 'nothing was changed; look at the file, then restore the backup that was taken before the change',
  back: 'it was not taken back; look at the file, then restore the backup that was taken before the change',
} as const;

const sayMoving = (path: string | undefined, times: number): string =>
  `${path ?? 'a file'} was written anew ${times} times between the look at it and the order, as a server does that saves it again and again (with --while-stopped it is changed while the server is stopped)`;

const news = (
  outcome: (CourseEvent & { readonly kind: 'order' })['outcome'],
  reason?: string,
): OrderNews => ({
  event: { kind: 'order', outcome },
  ...(reason !== undefined && { reason }),
});
