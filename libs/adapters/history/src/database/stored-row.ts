import { getMetadataArgsStorage } from 'typeorm';

declare const json: unique symbol;

/** A property of an entity whose column holds JSON: SQL of our own gets its text, a repository the value. */
export type Json<Value> = Value & { readonly [json]?: never };

/** What JSON may hold beside null. */
export type JsonValue = string | number | boolean | object;

/** A value as the driver delivers it: JSON as text, BOOLEAN as 0 or 1; BIGINT is text in the entity already. */
type StoredValue<Value> = Value extends unknown
  ? typeof json extends keyof Value
    ? string
    : Value extends boolean
      ? number
      : Value
  : never;

/**
 * Columns of an entity as a row of hand-written SQL has them. The entity is the only declaration of a table: what SQL reads is named and
 * typed from it, so a column that is renamed there does not compile here.
 */
export type StoredRow<Row, Column extends keyof Row = keyof Row> = {
  [Name in Column]: StoredValue<Row[Name]>;
};

/** A row of a statement whose conditions leave out what has NULL in these columns. */
export type Filled<Row, Column extends keyof Row> = Omit<Row, Column> & {
  [Name in Column]: NonNullable<Row[Name]>;
};

/** Names of columns, for SQL and as the type of the rows that come of it. */
export interface ColumnList<Row, Column extends keyof Row & string> {
  /** For SELECT. */
  readonly text: string;
  readonly names: readonly Column[];
  /** The same as `text`. */
  toString(): string;
  /** Only a type: what a row of it is. */
  readonly row?: StoredRow<Row, Column>;
}

/** What a row has of which these columns were read. */
export type RowOf<List> = List extends ColumnList<infer Row, infer Column> ? StoredRow<Row, Column> : never;

/** An entity: the class that declares a table. */
export type EntityClass<Row> = new () => Row;

/** The name of the table that an entity declares. */
export function tableOf<Row>(entity: EntityClass<Row>): string {
  const name = getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name;
  if (name === undefined) throw new Error(`${entity.name} is no entity with a table.`);
  return name;
}

/**
 * Columns of one table that a statement reads; the compiler knows them from the entity. Written into a statement as it is, the list is its
 * text, too: no compiler tells an object in a template from a text.
 */
export function columnsOf<Row, Column extends keyof Row & string>(
  _entity: EntityClass<Row>,
  names: readonly Column[],
): ColumnList<Row, Column> {
  const text = names.map((name) => `\`${name}\``).join(', ');
  return { text, names, toString: () => text };
}
