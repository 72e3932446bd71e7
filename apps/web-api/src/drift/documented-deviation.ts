import { editConfig, readConfig, type Edit, type PlainValue } from '@archivesmp/config-text';
import { Problem } from '@archivesmp/contracts/problem';
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
export function withDocumented(bytes: Uint8Array, deviation: DocumentedDeviation): Buffer {
  const result = editConfig(bytes, 'yaml', [insertion(bytes, entryOf(deviation))]);
  if (result.state === 'refused')
    throw new Problem('baseline.invalid', `deviations.yml cannot be added to: ${result.reason}.`);
  return Buffer.from(result.bytes);
}

function insertion(bytes: Uint8Array, entry: PlainValue): Edit {
  const reading = readConfig(bytes, 'yaml');
  const root = reading.state === 'ok' && reading.root.kind === 'map' ? reading.root : undefined;
  const section = root?.entries.find(({ key }) => key === 'documented')?.value;
  if (section === undefined) return { op: 'insert', path: ['documented'], value: [entry] };
  if (section.kind === 'list')
    return { op: 'insert', path: ['documented', section.items.length], value: entry };
  return { op: 'set', path: ['documented'], value: [entry] };
}

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
