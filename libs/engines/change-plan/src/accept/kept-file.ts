import { literal, withEntry, type KeptAs } from '@archivesmp/baseline';
import type { PlainValue } from '@archivesmp/config-text';
import type { FindingView } from '@archivesmp/contracts/finding';
import type { FindingKind } from '@archivesmp/contracts/vocabulary';
import { Problem } from '@archivesmp/contracts/problem';

/** One entry of the section `kept_files`. */
export interface FileToKeep {
  readonly plugin: string;
  /** Empty: the plugin as a whole. */
  readonly file: string;
  readonly as: KeptAs;
  /** `instance:BENT01` */
  readonly for: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires?: string;
}

/** undefined: it could not be read, so it cannot be accepted. */
const AS = {
  wrong_value: 'own',
  missing_key: 'own',
  extra_key: 'own',
  type_change: 'own',
  list_order: 'own',
  missing_file: 'missing',
  extra_file: 'extra',
  not_understood: 'own',
  unreadable: undefined,
  missing_plugin: 'missing',
} as const satisfies Record<FindingKind, KeptAs | undefined>;

/**
 * How the file or plugin of a finding is kept as a whole: as extra, as missing, or with content of its own.
 * @throws Problem `request.invalid` for a file that could not be read
 */
export function keptAs({ kind }: Pick<FindingView, 'kind'>): KeptAs {
  const as = AS[kind];
  if (as === undefined)
    throw new Problem(
      'request.invalid',
      'The content of this file cannot be read, so it cannot be accepted as intended. Repair it, or list it under "unmanaged" of deviations.yml.',
    );
  return as;
}

/** deviations.yml with one more kept file; every other byte stays. @throws Problem `baseline.invalid` */
export const withKeptFile = (bytes: Uint8Array, kept: FileToKeep): Uint8Array =>
  withEntry(bytes, 'kept_files', entryOf(kept));

function entryOf({ plugin, file, as, reason, owner, expires, ...kept }: FileToKeep): PlainValue {
  return new Map<string, PlainValue>([
    ['plugin', plugin],
    ...(file === '' ? [] : ([['file', literal(file)]] as const)),
    ['as', as],
    ['for', kept.for],
    ['reason', reason],
    ['owner', owner],
    ...(expires === undefined ? [] : ([['expires', expires]] as const)),
  ]);
}
