import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import type {
  DeploymentKind,
  DeploymentState,
  InstanceChangeState,
  Verdict,
} from '@archivesmp/contracts/deployment-states';
import type { InspectionReport, OrderOutcome } from '@archivesmp/contracts/order';
import type { InspectionPurpose, OrderDirection } from '@archivesmp/contracts/order-facts';
import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json } from '../database/stored-row.js';

/** How far a step of the ledger came. */
export type StepState = 'begun' | 'done' | 'failed';
/** What is done to the power of an instance, and whether on the way back. */
export type PowerDirection = `${'restart' | 'stop' | 'start'}${'' | '-back'}`;
/** One run of a plan, of its inverse, or of restarts. */
@Entity('deployments')
@Index('deployments_by_undone', ['undoes_id'])
@Index('deployments_by_state', ['state'])
@Index('deployments_by_time', ['requested_at', 'id'])
@Index('deployments_by_plan', ['plan_id'])
@Index('deployments_by_number', ['number'], { unique: true })
export class DeploymentRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'varchar', length: 16 }) kind!: DeploymentKind;
  @Column({ type: 'varchar', length: 16 }) state!: DeploymentState;
  @Column({ type: 'uuid', nullable: true }) plan_id!: string | null;
  @Column({ type: 'char', length: 64, nullable: true }) plan_hash!: string | null;
  /** The deployment whose effect this one takes back. */
  @Column({ type: 'uuid', nullable: true }) undoes_id!: string | null;
  @JsonColumn() options!: Json<object>;
  /** Rises with every wake-up, so that each is a job of its own. */
  @Column({ type: 'int', default: 0 }) turn!: number;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) requested_by!: string;
  @Column({ type: 'datetime', precision: 3 }) requested_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) started_at!: Date | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) finished_at!: Date | null;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
  /** What was asked for later has a greater one, whatever clocks showed. */
  @Generated('increment') @Column({ type: 'bigint' }) number!: string;
  /** The greatest number of a step that was begun before this was asked for. */
  @Column({ type: 'bigint', default: 0 }) steps_before!: string;
}

/** Where one instance stands within one deployment. */
@Entity('deployment_instances')
@Index('deployment_instances_by_instance', ['instance_id'])
export class DeploymentInstanceRow {
  @PrimaryColumn({ type: 'uuid' }) deployment_id!: string;
  @PrimaryColumn({ type: 'uuid' }) instance_id!: string;
  @Column({ type: 'varchar', length: 64 }) host!: string;
  @Column({ type: 'int' }) wave!: number;
  @Column({ type: 'varchar', length: 20 }) state!: InstanceChangeState;
  @Column({ type: 'varchar', length: 16, nullable: true }) verdict!: Verdict | null;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
  /** The fence of the lease under which it was last changed. */
  @Column({ type: 'bigint', nullable: true }) fence!: string | null;
  @Column({ type: 'datetime', precision: 3 }) changed_at!: Date;
  /** The deployment whose restart came after the change, and the fence under which it was asked for; null = none yet. */
  @Column({ type: 'uuid', nullable: true }) restarted_by!: string | null;
  @Column({ type: 'bigint', nullable: true }) restarted_at_fence!: string | null;
}

/** Ledger: an effect that was begun is written here first, so that it is never begun twice. */
@Entity('deployment_steps')
@Index('deployment_steps_by_instance', ['instance_id', 'step', 'begun_at'])
@Index('deployment_steps_by_number', ['number'], { unique: true })
export class DeploymentStepRow {
  @PrimaryColumn({ type: 'uuid' }) deployment_id!: string;
  @PrimaryColumn({ type: 'uuid' }) instance_id!: string;
  @PrimaryColumn({ type: 'varchar', length: 32 }) step!: string;
  @PrimaryColumn({ type: 'int' }) attempt!: number;
  @Column({ type: 'bigint', nullable: true }) fence!: string | null;
  @Column({ type: 'varchar', length: 16 }) state!: StepState;
  @Column({ type: 'datetime', precision: 3 }) begun_at!: Date;
  /** What the work clock showed then. */
  @Column({ type: 'datetime', precision: 3 }) worked_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) ended_at!: Date | null;
  @JsonColumn({ nullable: true }) detail!: Json<object> | null;
  /** What was begun later has a greater one, whatever clocks showed. */
  @Generated('increment') @Column({ type: 'bigint' }) number!: string;
}

/** What an agent is told to do to one instance, exactly as signed, and how it ended. */
@Entity('agent_orders')
@Index('agent_orders_by_instance', ['instance_id', 'fence'])
@Index('agent_orders_one_per_fence', ['deployment_id', 'instance_id', 'direction', 'fence'], { unique: true })
export class AgentOrderRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'uuid' }) deployment_id!: string;
  @Column({ type: 'uuid' }) instance_id!: string;
  @Column({ type: 'varchar', length: 64 }) host!: string;
  @Column({ type: 'varchar', length: 16 }) direction!: OrderDirection | PowerDirection;
  @Column({ type: 'bigint' }) fence!: string;
  @Column({ type: 'mediumtext' }) text!: string;
  @Column({ type: 'varchar', length: 255 }) signature!: string;
  @Column({ type: 'datetime', precision: 3 }) created_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) expires_at!: Date;
  /** By the work clock: when its outcome is not waited for any more. */
  @Column({ type: 'datetime', precision: 3 }) give_up_at!: Date;
  @JsonColumn({ nullable: true }) outcome!: Json<OrderOutcome> | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) outcome_at!: Date | null;
}

/** What an agent was asked to look at, and the answer. */
@Entity('inspections')
@Index('inspections_by_deployment', ['deployment_id', 'instance_id'])
@Index('inspections_by_time', ['requested_at'])
export class InspectionRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'uuid', nullable: true }) deployment_id!: string | null;
  @Column({ type: 'uuid' }) instance_id!: string;
  @Column({ type: 'varchar', length: 64 }) host!: string;
  /** What a deployment asks for: `forward` and `back` before an order, `verdict` after it. */
  @Column({ type: 'varchar', length: 16, nullable: true }) purpose!: InspectionPurpose | null;
  /** The lease under which a deployment asked. */
  @Column({ type: 'bigint', nullable: true }) fence!: string | null;
  @Column({ type: 'datetime', precision: 3 }) requested_at!: Date;
  /** When it is not waited for any more, by the work clock. */
  @Column({ type: 'datetime', precision: 3, nullable: true }) give_up_at!: Date | null;
  @JsonColumn({ nullable: true }) report!: Json<InspectionReport> | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) reported_at!: Date | null;
}
