import { storableJson } from '@archivesmp/contracts/whole-text';

/** A value for a JSON column: undefined is SQL NULL ("nothing"), null is the JSON value null. */
export const toJson = (value: unknown): string | null => (value === undefined ? null : storableJson(value));

/** Reads a JSON column back; SQL NULL becomes undefined. */
export const fromJson = <Value>(text: string | null): Value | undefined =>
  text === null ? undefined : (JSON.parse(text) as Value);

/** Reasons are for people: a very long one is cut rather than refused. */
export function toReason(reason: string | undefined): string | null {
  if (reason === undefined) return null;
  const characters = [...reason];
  return characters.length <= 1_000 ? reason : `${characters.slice(0, 999).join('')}…`;
}

/** A time as ISO text in UTC. */
export const toIso = (date: Date): string => date.toISOString();
/** The same for a column that may be NULL. */
export const toIsoOrNothing = (date: Date | null): string | undefined => date?.toISOString();

/** Leaves out what is undefined, so that absent optional fields are absent in JSON and in comparisons. */
export function present<Value extends object>(value: Value): Value {
  const changed: Partial<Value> = {};
  // A page has hundreds of these, and pairs of name and field cost twice as much
  for (const name of Object.keys(value) as (keyof Value)[])
    if (value[name] !== undefined) changed[name] = value[name];
  return changed as Value;
}
