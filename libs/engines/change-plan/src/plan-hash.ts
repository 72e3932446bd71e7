import type { Plan } from './plan.js';

/**
 * sha256 over the canonical text of a plan: keys sorted, no blanks, arrays in their order. Two plans with the same hash do
 * the same; a plan that was changed in any place has another one.
 */
export function hashOfPlan(plan: Omit<Plan, 'hash'>, sha256: (text: string) => string): string {
  return sha256(textOfPlan(plan));
}

/** What the hash covers, exactly. `JSON.parse` gives waves and refusals back. */
export const textOfPlan = ({ waves, refusals }: Omit<Plan, 'hash'>): string => canonical({ waves, refusals });

/** JSON with sorted keys. Values are JSON already: text, numbers, booleans, null, arrays and records. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const record = value as Readonly<Record<string, unknown>>;
    const members = Object.keys(record)
      .filter((key) => record[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(record[key])}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
