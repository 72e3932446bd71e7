import { BY_NAME_AND_SHAPE, MASK, maskedLine } from '@archivesmp/secrets';
import { Secret } from '../settings/secret.js';

/** Headers of HTTP that log a client in; all other names are recognised by the one detector. */
const HEADER = /authori[sz]ation|cookie|csrf/i;
/** In logs this names an object in S3, which is to be found again. */
const OBJECT_KEY = 'key';
const DEEPEST = 8;

/** Returns a copy of the facts of a log line in which the values of secret-looking keys and all Secrets are hidden. */
export function maskSecrets(facts: Record<string, unknown>): Record<string, unknown> {
  return maskRecord(facts, 0, new Set());
}

function maskRecord(record: object, depth: number, seen: Set<object>): Record<string, unknown> {
  seen.add(record);
  const masked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record))
    masked[key] = isSecretEntry(key, value) ? MASK : maskValue(value, depth + 1, seen);
  seen.delete(record);
  return masked;
}

/** Counts and flags such as `tokens: 3` say nothing and stay readable; of a sentence only what gives a secret away is hidden. */
function isSecretEntry(key: string, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean')
    return false;
  if (HEADER.test(key) || BY_NAME_AND_SHAPE.isSecretKey([key])) return true;
  if (typeof value !== 'string' || key === OBJECT_KEY) return false;
  const { hidden, by } = BY_NAME_AND_SHAPE.judge([key], value);
  return hidden && by === 'name';
}

function maskValue(value: unknown, depth: number, seen: Set<object>): unknown {
  if (typeof value === 'string') return maskedLine(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Secret) return MASK;
  if (value instanceof Error) return describeError(value, depth, seen);
  if (value instanceof Date || ArrayBuffer.isView(value)) return value instanceof Date ? value : '[bytes]';
  if (depth > DEEPEST || seen.has(value)) return '[...]';
  if (Array.isArray(value)) return value.map((entry) => maskValue(entry, depth + 1, seen));
  return maskRecord(value, depth, seen);
}

function describeError(error: Error, depth: number, seen: Set<object>): Record<string, unknown> {
  const { code } = error as Error & { code?: unknown };
  return {
    type: error.name,
    message: maskedLine(error.message),
    stack: maskedLine(error.stack ?? ''),
    ...(typeof code === 'string' && { code }),
    ...(error.cause !== undefined && depth < DEEPEST && { cause: maskValue(error.cause, depth + 1, seen) }),
  };
}
