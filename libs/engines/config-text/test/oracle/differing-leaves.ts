import { leavesOf, type Notice, readConfig } from '../../src/index.js';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import type { OracleAnswer } from './java-oracle.js';

/** Any decimal spelling of the same double is equal. */
const normal = (leaf: string | undefined): string | undefined =>
  leaf?.startsWith('float:') === true ? `float:${Number(leaf.slice(6))}` : leaf;

/**
 * In which way our reader and the reference differ about a text; undefined when they agree. `isLenient` names refusals of the
 * reference that ours need not share.
 */
export function disagreement(
  text: string,
  format: ConfigFormat,
  theirs: OracleAnswer,
  isLenient: (refusal: string, remarks: ReadonlySet<Notice['code']>) => boolean,
): string | undefined {
  const reading = readConfig(new TextEncoder().encode(text), format);
  const remarks = new Set(reading.state === 'ok' ? reading.notices.map(({ code }) => code) : []);
  if (remarks.has('unresolved_reference')) return undefined;
  if (typeof theirs === 'string') {
    const isShared = reading.state !== 'ok' || isLenient(theirs, remarks);
    return isShared ? undefined : `is refused by the reference: ${theirs}`;
  }
  if (reading.state !== 'ok') return `is refused by us: ${JSON.stringify(reading.error)}`;
  const ours = leavesOf(reading.root);
  // An empty file is no keys to us and nothing at all to some references
  if (ours.size === 1 && ['null', 'map:{}'].includes(ours.get('') ?? '') && isEmpty(theirs)) return undefined;
  for (const path of new Set([...theirs.keys(), ...ours.keys()])) {
    const [wanted, got] = [theirs.get(path), ours.get(path)];
    if (normal(wanted) !== normal(got))
      return `${JSON.stringify(path)} is ${wanted} to the reference, ${got} to us`;
  }
  return undefined;
}

const isEmpty = (leaves: ReadonlyMap<string, string>): boolean =>
  [...leaves].every(([path, value]) => path === '' && ['null', 'map:{}'].includes(value));
