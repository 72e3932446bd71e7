/** Reading single values of foreign JSON: what is missing or of another type becomes undefined, never a crash. */
export type Foreign = Record<string, unknown>;

export const objectOf = (value: unknown): Foreign =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Foreign) : {};
export const listOf = (value: unknown): Foreign[] => (Array.isArray(value) ? value.map(objectOf) : []);
export const ampText = (value: unknown): string => (typeof value === 'string' ? value : '');
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** A date as AMP writes it: `/Date(1722527400266)/` up to 2.5, ISO 8601 since. */
export function dateOf(value: unknown): Date | undefined {
  const text = ampText(value);
  const ms = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/.exec(text)?.[1];
  const date = new Date(ms === undefined ? text : Number(ms));
  return text === '' || Number.isNaN(date.getTime()) ? undefined : date;
}

/** A version as text: since 2.6 it is one, before it was an object of four numbers. */
export function ampVersion(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Major, Minor, Build, Revision } = objectOf(value);
  return [Major, Minor, Build, Revision].filter((part) => typeof part === 'number').join('.');
}
