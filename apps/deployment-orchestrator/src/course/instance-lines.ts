import type { ProgramActor } from '@archivesmp/contracts/actor';
import type { InstanceChangeState, Verdict } from '@archivesmp/contracts/deployment-states';
import type { AuditRecord, InstanceStanding, OutboxJob } from '@archivesmp/history';
import { RESTART_ONLY, type PlannedPart } from '../ledger/planned-part.js';
import type { TurnInput } from './turn-input.js';

/** One instance of the deployment as this turn sees it: what it wrote itself is in it. */
export type Line = InstanceStanding;

/** What a move brings with it. */
export interface LineMove {
  readonly reason?: string | undefined;
  readonly verdict?: Verdict;
  readonly fence?: number;
  readonly jobs?: readonly OutboxJob[];
}

/** Who does what a deployment does. */
export const ACTOR = 'deployment-orchestrator' satisfies ProgramActor;

/** The instances of a deployment within one turn: moved in the database and here, with a line for the audit each. */
export class InstanceLines {
  readonly moved = new Map<string, InstanceChangeState>();
  private readonly lines: Map<string, Line>;
  private readonly records: AuditRecord[] = [];

  constructor(private readonly input: TurnInput) {
    this.lines = new Map(input.standing.instances.map((line) => [line.instanceId, line]));
  }

  all(): readonly Line[] {
    return [...this.lines.values()];
  }

  get(instanceId: string): Line {
    return this.lines.get(instanceId)!;
  }

  async move(line: Line, to: InstanceChangeState, more: LineMove = {}): Promise<Line> {
    const { history, standing, sql, now } = this.input;
    const { reason, verdict, fence = line.fence, jobs = [] } = more;
    const move = {
      from: line.state,
      to,
      jobs,
      ...(reason !== undefined && { reason }),
      ...(verdict !== undefined && { verdict }),
      ...(fence !== undefined && { fence }),
    };
    await history.deploymentInstances.move(standing.id, line.instanceId, move, now, sql);
    const after: Line = {
      ...line,
      state: to,
      ...(reason !== undefined && { reason }),
      ...(fence !== undefined && { fence }),
      changedAt: now,
    };
    this.lines.set(line.instanceId, after);
    this.moved.set(line.instanceId, to);
    this.note(`instance.${to}`, this.partOf(line).name, { ...(reason !== undefined && { reason }), fence });
    return after;
  }

  /** Goes on under another fence, without moving. */
  async refence(line: Line, fence: number): Promise<Line> {
    const { history, standing, sql } = this.input;
    await history.deploymentInstances.refence(standing.id, line.instanceId, fence, sql);
    const after = { ...line, fence };
    this.lines.set(line.instanceId, after);
    return after;
  }

  note(action: string, subject: string, detail: object): void {
    const { id, planHash, requestedBy } = this.input.standing;
    this.records.push({
      actor: ACTOR,
      action,
      subject,
      detail: { deployment: id, requestedBy, ...(planHash !== undefined && { planHash }), ...detail },
    });
  }

  partOf({ instanceId }: Line): PlannedPart {
    const name = this.input.fleet.get(instanceId)?.name ?? instanceId;
    return this.input.planned?.parts.get(instanceId) ?? { ...RESTART_ONLY, name };
  }

  /** Writes the lines of the audit; last, because everybody else who appends waits until the transaction ends. */
  async writeAudit(): Promise<void> {
    const { history, sql, now } = this.input;
    for (const record of this.records) await history.audit.append(record, now, sql);
  }
}
