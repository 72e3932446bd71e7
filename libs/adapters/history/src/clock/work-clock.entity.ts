import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: the working time of the hub, which stands still while no hub is at work. */
@Entity('work_clock')
export class WorkClockRow {
  @PrimaryColumn({ type: 'tinyint' }) id!: number;
  @Column({ type: 'datetime', precision: 3 }) worked_at!: Date;
}
