import { storableJson } from '@archivesmp/contracts/whole-text';
import { Column } from 'typeorm';

/** What TypeORM writes as JSON, with every character that MariaDB takes. */
class Storable {
  constructor(private readonly value: unknown) {}

  toJSON(): unknown {
    return JSON.parse(storableJson(this.value));
  }
}

/**
 * Declares a column that holds JSON. Written through a repository, null is the JSON value null, and what is left out stays as it is, or
 * NULL in a new row; read through one, both are null. Where the difference counts, SQL of our own reads the text (`StoredRow`).
 */
export const JsonColumn = ({ nullable = false }: { readonly nullable?: boolean } = {}): PropertyDecorator =>
  Column({
    type: 'json',
    nullable,
    transformer: {
      to: (value: unknown) => (value === undefined ? undefined : new Storable(value)),
      from: (value: unknown) => value,
    },
  });
