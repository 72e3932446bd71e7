import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json, JsonValue } from '../database/stored-row.js';

/** A setting that people change in the running product. */
@Entity('settings')
export class SettingRow {
  @PrimaryColumn({ type: 'varchar', length: 128 }) name!: string;
  @JsonColumn() value!: Json<JsonValue>;
  @Column({ type: 'int' }) revision!: number;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) changed_by!: string;
  @Column({ type: 'datetime', precision: 3 }) changed_at!: Date;
}
