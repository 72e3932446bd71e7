import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import type {
  CauseKind,
  Decider,
  FindingKind,
  FindingState,
  FindingStatus,
  FindingVerdict,
  OutlierState,
  PerServerKind,
} from '@archivesmp/contracts/vocabulary';
import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json, JsonValue } from '../database/stored-row.js';

/** What happens to a finding. */
export type FindingChange = 'opened' | 'changed' | 'resolved' | 'recurred';

/** One difference and where it stands in its life. Written only when something about it changes. */
@Entity('findings')
@Index('findings_by_end', ['resolved_at', 'id'])
@Index('findings_by_severity', ['is_open', 'severity_rank', 'seq'])
@Index('findings_by_instance', ['instance_id', 'plugin'])
@Index('findings_by_plugin', ['plugin', 'is_open', 'severity_rank', 'seq'])
@Index('findings_by_group', [
  'is_open',
  'status',
  'group_key',
  'severity_rank',
  'priority',
  'on_dev',
  'first_seen_at',
  'instance_id',
])
@Index('findings_by_standing', ['is_open', 'status', 'instance_id'])
export class FindingRow {
  /** Order of appearance; pages are read along (severity_rank, seq). */
  @PrimaryGeneratedColumn({ type: 'bigint' }) seq!: string;
  /** Derived from instance, plugin, file, path and kind: the same difference is the same row for ever. */
  @Index('findings_identity', { unique: true })
  @Column({ type: 'uuid' })
  id!: string;
  @Column({ type: 'uuid' }) instance_id!: string;
  @Column({ type: 'varchar', length: 128 }) plugin!: string;
  @Column({ type: 'varchar', length: 1024 }) file!: string;
  @JsonColumn() path!: Json<(string | number)[]>;
  @Column({ type: 'varchar', length: 24 }) kind!: FindingKind;
  @Column({ type: 'varchar', length: 16 }) status!: FindingStatus;
  /** Index in SEVERITIES: 0 is critical. */
  @Column({ type: 'tinyint' }) severity_rank!: number;
  @Column({ type: 'varchar', length: 16 }) state!: FindingState;
  @Column({ type: 'boolean' }) is_open!: boolean;
  /** NULL: nothing is expected; JSON null: the value null is. */
  @JsonColumn({ nullable: true }) expected!: Json<JsonValue> | null;
  @JsonColumn({ nullable: true }) actual!: Json<JsonValue> | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) expected_text!: string | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) actual_text!: string | null;
  /** Of a documented deviation: what the baseline says. */
  @JsonColumn({ nullable: true }) baseline!: Json<JsonValue> | null;
  @Column({ type: 'varchar', length: 1000 }) reason!: string;
  /** Why it came up when it last did, with what proves it. */
  @Column({ type: 'varchar', length: 16, default: 'unknown' }) cause!: CauseKind;
  @JsonColumn({ nullable: true }) cause_detail!: Json<object> | null;
  @Column({ type: 'varchar', length: 16, default: 'none' }) decided_scope!: Decider;
  @Column({ type: 'varchar', length: 128, nullable: true }) decided_name!: string | null;
  @Column({ type: 'smallint', default: 0 }) priority!: number;
  @Column({ type: 'varchar', length: 16, nullable: true }) looks_like!: PerServerKind | null;
  @Column({ type: 'boolean', default: false }) on_dev!: boolean;
  /** Hash of status, severity, expected, actual and reason: equal means nothing to write. */
  @Column({ type: 'char', length: 32 }) content_key!: string;
  /** Hash of plugin, file, path, kind, status, expected, actual, severity, decider and reason: the same on all instances that are alike. */
  @Column({ type: 'char', length: 32 }) group_key!: string;
  @Column({ type: 'datetime', precision: 3 }) first_seen_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) last_changed_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) resolved_at!: Date | null;
}

/** What happened to a finding, and which scan saw it. Only ever added to. */
@Entity('finding_changes')
@Index('finding_changes_by_finding', ['finding_id', 'seq'])
@Index('finding_changes_by_scan', ['scan_id'])
@Index('finding_changes_by_time', ['at'])
export class FindingChangeRow {
  @PrimaryGeneratedColumn({ type: 'bigint' }) seq!: string;
  @Column({ type: 'uuid' }) finding_id!: string;
  @Column({ type: 'uuid' }) scan_id!: string;
  /** opened, changed, resolved or recurred. */
  @Column({ type: 'varchar', length: 16 }) change!: FindingChange;
  @Column({ type: 'varchar', length: 16 }) status!: FindingStatus;
  @Column({ type: 'tinyint' }) severity_rank!: number;
  @JsonColumn({ nullable: true }) actual!: Json<JsonValue> | null;
  @Column({ type: 'datetime', precision: 3 }) at!: Date;
}

/** What a person made of a finding; the latest word only, earlier ones are in the audit. */
@Entity('finding_reviews')
export class FindingReviewRow {
  @PrimaryColumn({ type: 'uuid' }) finding_id!: string;
  /** The finding as it was reviewed: when its own differs, what it says now was not reviewed. */
  @Column({ type: 'char', length: 32 }) content_key!: string;
  @Column({ type: 'varchar', length: 16 }) verdict!: FindingVerdict;
  @Column({ type: 'varchar', length: 1000, nullable: true }) comment!: string | null;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) reviewed_by!: string;
  @Column({ type: 'datetime', precision: 3 }) reviewed_at!: Date;
}

/** The one of twenty that differs. Only the present ones are kept. */
@Entity('outliers')
@Index('outliers_by_plugin', ['plugin'])
@Index('outliers_by_instance', ['instance_id'])
export class OutlierRow {
  /** Derived from instance (none without a majority), plugin, file and path. */
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'varchar', length: 16, default: 'majority' }) state!: OutlierState;
  /** NULL without a majority: there is no outlier. */
  @Column({ type: 'uuid', nullable: true }) instance_id!: string | null;
  @Column({ type: 'varchar', length: 128 }) plugin!: string;
  @Column({ type: 'varchar', length: 1024 }) file!: string;
  @JsonColumn() path!: Json<(string | number)[]>;
  @JsonColumn({ nullable: true }) value!: Json<JsonValue> | null;
  @JsonColumn({ nullable: true }) majority!: Json<JsonValue> | null;
  /** Without a majority: the group that was compared. */
  @Column({ type: 'varchar', length: 160, nullable: true }) among!: string | null;
  /** Without a majority: who has what, by id of the instance. */
  @JsonColumn({ nullable: true }) choices!: Json<JsonValue> | null;
  @Column({ type: 'int' }) agree!: number;
  @Column({ type: 'int' }) compared!: number;
  @Column({ type: 'char', length: 32 }) content_key!: string;
  @Column({ type: 'datetime', precision: 3 }) first_seen_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) last_changed_at!: Date;
}
