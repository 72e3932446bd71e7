import { editConfig, readConfig, type Edit, type PlainValue } from '@archivesmp/config-text';
import { Problem } from '@archivesmp/contracts/problem';
import { PATH_WILDCARDS } from '@archivesmp/fleet';

/** Sections of deviations.yml that are lists. */
export type ListSection = 'documented' | 'kept_files' | 'ignore' | 'left_open' | 'partly_described';

/**
 * deviations.yml with one more entry at the end of a section; every other byte stays, comments too.
 * @throws Problem `baseline.invalid` with the reason when the document cannot be edited so
 */
export function withEntry(bytes: Uint8Array, section: ListSection, entry: PlainValue): Uint8Array {
  return edited(bytes, insertion(bytes, section, entry), 'cannot be added to');
}

/**
 * A file name as a glob that fits it and nothing else.
 * @throws Problem `request.invalid` for a name that holds what a glob would take for a wildcard
 */
export function literal(file: string): string {
  const wildcard = PATH_WILDCARDS.find((one) => file.includes(one));
  if (wildcard === undefined) return file;
  throw new Problem(
    'request.invalid',
    `The name ${file} holds a ${wildcard}, which deviations.yml takes for any characters; write the entry by hand.`,
  );
}

/** deviations.yml without the entry at this place of a section. @throws Problem `baseline.invalid` */
export function withoutEntry(bytes: Uint8Array, section: ListSection, index: number): Uint8Array {
  return edited(bytes, { op: 'unset', path: [section, index] }, 'cannot be edited');
}

function edited(bytes: Uint8Array, edit: Edit, what: string): Uint8Array {
  const result = editConfig(bytes, 'yaml', [edit]);
  if (result.state === 'refused')
    throw new Problem('baseline.invalid', `deviations.yml ${what}: ${result.reason}.`);
  return result.bytes;
}

function insertion(bytes: Uint8Array, name: ListSection, entry: PlainValue): Edit {
  const reading = readConfig(bytes, 'yaml');
  const root = reading.state === 'ok' && reading.root.kind === 'map' ? reading.root : undefined;
  const section = root?.entries.find(({ key }) => key === name)?.value;
  if (section === undefined) return { op: 'insert', path: [name], value: [entry] };
  if (section.kind === 'list') return { op: 'insert', path: [name, section.items.length], value: entry };
  return { op: 'set', path: [name], value: [entry] };
}
