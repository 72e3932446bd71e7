import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A stored content that nothing names any more. */
@Entity('departing_contents')
@Index('departing_contents_by_age', ['removed_at', 'unneeded_since'])
export class DepartingContentRow {
  @PrimaryColumn({ type: 'char', length: 64 }) sha256!: string;
  @Column({ type: 'datetime', precision: 3 }) unneeded_since!: Date;
  /** Remembered for a day: until then a process may still believe that it is stored. */
  @Column({ type: 'datetime', precision: 3, nullable: true }) removed_at!: Date | null;
}
