import { withEntry } from '@archivesmp/baseline';
import type { PlainValue } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { ValueOnInstance } from './value-on-instance.js';

/** One entry of the section `documented`. */
export interface DocumentedDeviation {
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  /** `instance:BENT01` */
  readonly for: string;
  readonly what: ValueOnInstance;
  readonly reason: string;
  readonly owner: string;
  readonly expires?: string;
}

/**
 * deviations.yml with one more documented deviation at its end; every other byte stays, comments too.
 * @throws Problem `baseline.invalid` with the reason when the document cannot be edited so
 */
export const withDocumented = (bytes: Uint8Array, deviation: DocumentedDeviation): Uint8Array =>
  withEntry(bytes, 'documented', entryOf(deviation));

function entryOf(deviation: DocumentedDeviation): PlainValue {
  const { plugin, file, path, what, reason, owner, expires } = deviation;
  return new Map<string, PlainValue>([
    ['plugin', plugin],
    ['file', file],
    path.every(isPlainStep) ? ['key', path.join('.')] : ['path', [...path]],
    ['for', deviation.for],
    what.absent === true ? ['absent', true] : ['value', what.value],
    ['reason', reason],
    ['owner', owner],
    ...(expires === undefined ? [] : ([['expires', expires]] as const)),
  ]);
}

/** Steps that mean the same after they were joined with dots; all others are written as a list. */
const isPlainStep = (step: string | number): boolean =>
  typeof step === 'string' && step !== '' && !/[.\\]|^\d+$|^""$/.test(step);
