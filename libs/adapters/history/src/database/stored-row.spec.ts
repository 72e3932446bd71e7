import { Entity, PrimaryColumn } from 'typeorm';
import { expect, expectTypeOf, it } from 'vitest';
import { JsonColumn } from './json-column.js';
import { columnsOf, tableOf, type Filled, type Json, type RowOf, type StoredRow } from './stored-row.js';

@Entity('samples')
class SampleRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @PrimaryColumn({ type: 'boolean' }) is_open!: boolean;
  @PrimaryColumn({ type: 'datetime' }) at!: Date | null;
  @PrimaryColumn({ type: 'varchar' }) state!: 'open' | 'done';
  @JsonColumn({ nullable: true }) detail!: Json<{ a: number }> | null;
}

it('is what the driver delivers of an entity', () => {
  expectTypeOf<StoredRow<SampleRow>>().toEqualTypeOf<{
    id: string;
    is_open: number;
    at: Date | null;
    state: 'open' | 'done';
    detail: string | null;
  }>();
  expectTypeOf<Filled<StoredRow<SampleRow, 'id' | 'at'>, 'at'>['at']>().toEqualTypeOf<Date>();
});

it('names columns for SQL, and types the rows that come of it', () => {
  const columns = columnsOf(SampleRow, ['id', 'detail']);
  expect(columns.text).toBe('`id`, `detail`');
  expect(`SELECT ${columns} FROM samples`).toBe('SELECT `id`, `detail` FROM samples');
  expectTypeOf<RowOf<typeof columns>>().toEqualTypeOf<{ id: string; detail: string | null }>();
  // @ts-expect-error a column that the entity does not declare is refused
  columnsOf(SampleRow, ['name']);
});

it('knows the table of an entity, and refuses a class that has none', () => {
  expect(tableOf(SampleRow)).toBe('samples');
  expect(() => tableOf(Date as unknown as new () => object)).toThrow('no entity');
});
