import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import type { ScanRequest } from '@archivesmp/contracts/scan';
import type { InstanceScanState, ScanState } from '@archivesmp/contracts/vocabulary';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json } from '../database/stored-row.js';

@Entity('drift_scans')
@Index('drift_scans_by_end', ['finished_at', 'id'])
@Index('drift_scans_by_time', ['requested_at', 'id'])
@Index('drift_scans_by_state', ['state'])
export class DriftScanRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'varchar', length: 16 }) state!: ScanState;
  @JsonColumn() scope!: Json<ScanRequest>;
  /** Hash of the scope while the scan is under way, NULL afterwards: two equal running scans cannot both exist. */
  @Index('drift_scans_one_per_scope', { unique: true })
  @Column({ type: 'char', length: 32, nullable: true })
  active_scope_key!: string | null;
  /** Revision of baselines and deviations when it was asked for; it is judged by these or newer ones. */
  @Column({ type: 'char', length: 64, nullable: true }) desired_revision!: string | null;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) requested_by!: string;
  @Column({ type: 'datetime', precision: 3 }) requested_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) started_at!: Date | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) finished_at!: Date | null;
  /** After this moment the scan is failed by the sweeper, whatever is still missing. */
  @Column({ type: 'datetime', precision: 3 }) give_up_at!: Date;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
  @Column({ type: 'int', default: 0 }) open_findings!: number;
  @Column({ type: 'int', default: 0 }) outliers!: number;
}

/** Where one instance stands within one scan. */
@Entity('scan_instances')
@Index('scan_instances_by_deadline', ['state', 'deadline_at'])
@Index('scan_instances_by_instance', ['instance_id'])
export class ScanInstanceRow {
  @PrimaryColumn({ type: 'uuid' }) scan_id!: string;
  @PrimaryColumn({ type: 'uuid' }) instance_id!: string;
  @Column({ type: 'varchar', length: 64 }) host!: string;
  @Column({ type: 'varchar', length: 16 }) state!: InstanceScanState;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
  @Column({ type: 'datetime', precision: 3 }) asked_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) deadline_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) manifest_at!: Date | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) answered_at!: Date | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) finished_at!: Date | null;
  @Column({ type: 'int', default: 0 }) files!: number;
  @Column({ type: 'int', default: 0 }) unreadable!: number;
  @Column({ type: 'int', default: 0 }) not_understood!: number;
  @Column({ type: 'int', default: 0 }) unsettled!: number;
  @Column({ type: 'int', default: 0 }) opened!: number;
  @Column({ type: 'int', default: 0 }) resolved!: number;
}
