import type { AgentHeartbeat } from '@archivesmp/contracts/agent';
import type { OwnershipReason } from '@archivesmp/contracts/fleet';
import type { HealthState, Platform } from '@archivesmp/contracts/vocabulary';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json } from '../database/stored-row.js';

/** A physical machine. */
@Entity('hosts')
export class HostRow {
  @PrimaryColumn({ type: 'varchar', length: 64 }) name!: string;
  @Column({ type: 'datetime', precision: 3 }) first_seen_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) last_seen_at!: Date;
}

/** What the agent of a host last said of itself, and when the hub took it. */
@Entity('heartbeats')
export class HeartbeatRow {
  @PrimaryColumn({ type: 'varchar', length: 64 }) host!: string;
  /** How many there were. */
  @Column({ type: 'bigint' }) number!: string;
  @JsonColumn() body!: Json<AgentHeartbeat>;
  @Column({ type: 'datetime', precision: 3 }) taken_at!: Date;
}

/** One AMP instance. The id is AMP's UUID; everything else may change while it stays the same row. */
@Entity('instances')
@Index('instances_by_host', ['host', 'name'])
@Index('instances_by_name', ['name'])
export class InstanceRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'varchar', length: 128 }) name!: string;
  @Column({ type: 'varchar', length: 255 }) friendly_name!: string;
  @Column({ type: 'varchar', length: 64 }) host!: string;
  @Column({ type: 'varchar', length: 16 }) platform!: Platform;
  @Column({ type: 'varchar', length: 255 }) folder!: string;
  @Column({ type: 'varchar', length: 128, nullable: true }) panel!: string | null;
  @JsonColumn() tags!: Json<string[]>;
  @Column({ type: 'boolean', default: false }) needs_restart!: boolean;
  @Column({ type: 'datetime', precision: 3, nullable: true }) needs_restart_since!: Date | null;
  @Column({ type: 'varchar', length: 1000, nullable: true }) needs_restart_reason!: string | null;
  @Column({ type: 'varchar', length: 16, default: 'unknown' }) health!: HealthState;
  @Column({ type: 'varchar', length: 1000, nullable: true }) health_reason!: string | null;
  @Column({ type: 'int', nullable: true }) players!: number | null;
  @Column({ type: 'datetime', precision: 3 }) first_seen_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) gone_at!: Date | null;
  /** Last complete scan of all plugins; a scan of one plugin does not move it. */
  @Column({ type: 'datetime', precision: 3, nullable: true }) scanned_at!: Date | null;
  /** Files of which a baseline says what they should be; NULL: not counted yet. */
  @Column({ type: 'int', nullable: true }) judged_files!: number | null;
  /** Files of partly described plugins that their baselines do not hold. */
  @Column({ type: 'int', nullable: true }) not_judged_files!: number | null;
  /** Which baselines and deviations its last complete scan compared it with. */
  @Column({ type: 'char', length: 64, nullable: true }) judged_revision!: string | null;
  /** Set while the last scan could not look at it. */
  @Column({ type: 'varchar', length: 1000, nullable: true }) scan_trouble!: string | null;
  /** The host that a person named; NULL: panels and agents tell. */
  @Column({ type: 'varchar', length: 64, nullable: true }) assigned_host!: string | null;
}

/** A claim, not believed, that an instance is on another host than it is on. */
@Entity('instance_claims')
@Index('instance_claims_by_instance', ['instance_id'])
export class InstanceClaimRow {
  @PrimaryColumn({ type: 'varchar', length: 64 }) claimed_by!: string;
  @PrimaryColumn({ type: 'uuid' }) instance_id!: string;
  /** `agent` or `panel`. */
  @PrimaryColumn({ type: 'varchar', length: 8 }) claimant!: 'agent' | 'panel';
  @Column({ type: 'varchar', length: 128 }) name!: string;
  @Column({ type: 'varchar', length: 64 }) owner!: string;
  @Column({ type: 'varchar', length: 16 }) because!: OwnershipReason;
  @Column({ type: 'datetime', precision: 3 }) since!: Date;
}

/** A measurement of an instance; at most one row per instance and period. */
@Entity('instance_metrics')
@Index('instance_metrics_by_time', ['period_start'])
export class InstanceMetricRow {
  @PrimaryColumn({ type: 'uuid' }) instance_id!: string;
  @PrimaryColumn({ type: 'datetime', precision: 0 }) period_start!: Date;
  @Column({ type: 'datetime', precision: 3 }) measured_at!: Date;
  @Column({ type: 'varchar', length: 16 }) health!: HealthState;
  @Column({ type: 'int', nullable: true }) players!: number | null;
  @Column({ type: 'int', nullable: true }) players_max!: number | null;
  @Column({ type: 'double', nullable: true }) cpu_percent!: number | null;
  @Column({ type: 'double', nullable: true }) memory_mb!: number | null;
  @Column({ type: 'double', nullable: true }) tps!: number | null;
}
