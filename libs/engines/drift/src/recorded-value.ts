import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { isSecretText, type SecretJudge } from '@archivesmp/secrets';
import { isSecretLine } from './masked-text.js';
import { MASK } from './shown-value.js';

/**
 * A value of a finding as it may be kept or shown now: whatever the judge calls a secret is masked, at any depth. What was masked before
 * stays as it is, with its keyed hash; empty texts, booleans and null pass. Asked before a row is written, and again when it is read,
 * because rules change in between.
 */
export function hideSecrets(path: KeyPath, value: unknown, judge: SecretJudge): unknown {
  if (Array.isArray(value)) return value.map((item, index) => hideSecrets([...path, index], item, judge));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, hideSecrets([...path, key], item, judge)]),
    );
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return value;
  if (typeof value === 'string' && value.startsWith(MASK)) return value;
  return judge.judge(path, value).hidden ? MASK : value;
}

/** The values of one finding or odd one, whatever they are called there. */
export type Sides = Readonly<Record<string, unknown>>;

/**
 * The same of all values of one location. Of a text that is not read by key (no path) a value is one of its lines.
 * @returns those that are there, and whether any of them is masked now that was not before
 */
export function hideSides<Of extends Sides>(
  location: { readonly file: string; readonly path: KeyPath },
  sides: Of,
  judge: SecretJudge,
): { readonly sides: Of; readonly hidesMore: boolean } {
  const hidden = Object.fromEntries(
    Object.entries(sides).map(([name, value]) => [
      name,
      isLine(location, value)
        ? isSecretText(location.file, judge) || isSecretLine(value, judge)
          ? MASK
          : value
        : hideSecrets(location.path, value, judge),
    ]),
  ) as Of;
  return { sides: hidden, hidesMore: Object.keys(sides).some((name) => isOther(hidden[name], sides[name])) };
}

/** Most values are single ones: only maps and lists are compared by what they hold. */
const isOther = (hidden: unknown, value: unknown): boolean =>
  typeof value === 'object' ? JSON.stringify(hidden) !== JSON.stringify(value) : hidden !== value;

const isLine = ({ path }: { readonly path: KeyPath }, value: unknown): value is string =>
  path.length === 0 && typeof value === 'string' && !value.startsWith(MASK);
