import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row that is only written to see whether anything can be. */
@Entity('write_probe')
export class WriteProbeRow {
  @PrimaryColumn({ type: 'tinyint' }) id!: number;
  @Column({ type: 'mediumtext' }) filler!: string;
}
