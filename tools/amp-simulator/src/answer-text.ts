import { VOID } from './api-method.js';
import type { Switches } from './switches.js';

/** What goes over the wire for what a method returned: status code and body. */
export function simulatedAnswerText(value: unknown, switches: Switches): { status: number; body: string } {
  if (value === VOID) {
    if (switches.voidBody === '204') return { status: 204, body: '' };
    return { status: 200, body: switches.voidBody === 'empty' ? '' : switches.voidBody };
  }
  return { status: 200, body: JSON.stringify(datesWritten(value, switches)) };
}

/** Dates as this version writes them; everything else as it is. */
function datesWritten(value: unknown, switches: Switches): unknown {
  if (value instanceof Date)
    return switches.format === '2.5' ? `/Date(${value.getTime()})/` : value.toISOString();
  if (Array.isArray(value)) return value.map((item) => datesWritten(item, switches));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, datesWritten(item, switches)]),
  );
}
