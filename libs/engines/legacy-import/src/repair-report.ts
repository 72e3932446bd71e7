/** What kind of thing a person has to look at. */
export const REPAIR_KINDS = [
  'file_guessed',
  'file_from_live',
  'value_guessed',
  'value_conflict',
  'key_conflict',
  'not_understood',
  'source_only_here',
  'data_not_config',
  'secret',
  'matrix_unreliable',
] as const;
export type RepairKind = (typeof REPAIR_KINDS)[number];

/** For people, in the order in which they should be read. */
export const REPAIR_TITLES: Readonly<Record<RepairKind, string>> = {
  not_understood: 'Not understood: a person has to read these',
  value_conflict: 'Two documents disagree',
  key_conflict: 'Keys that could not be placed as written',
  secret: 'Credentials in plain text',
  value_guessed: 'Values with more than one reading',
  data_not_config: 'Left out: data, not configuration',
  source_only_here: 'Known to one document only',
  matrix_unreliable: 'Deployment matrix',
  file_guessed: 'Which file a key belongs to: guessed',
  file_from_live: 'Which file a key belongs to: told by a live file',
};

/** What each kind means to the person who reads the report, and what is to be done about it. */
export const REPAIR_ADVICE: Readonly<Record<RepairKind, string>> = {
  not_understood:
    'Nothing of this is in the output. Read the place in the document and write what it says by hand.',
  value_conflict:
    'One of the two was taken, as said. Where that is the wrong one, change it in deviations.yml or plugin-registry.yml.',
  key_conflict: 'Compare with the file on a server; move the keys where they belong.',
  secret: 'These are readable in the output. Write a variable in their place, and give the server a new one.',
  value_guessed: 'Look whether the value in the output is what was meant; quote it where it is text.',
  data_not_config: 'Nothing to do, unless a server needs these records.',
  source_only_here:
    'Decide whether the plugin is in use; take it out of plugin-registry.yml where it is not.',
  matrix_unreliable: 'Scan the servers; what is installed there is the truth.',
  file_guessed:
    'Import again with --instances and most of these are settled. What then is left: rename or move the file below baselines/.',
  file_from_live: 'Nothing to do: a file on a server has these keys.',
};

/** One guess, conflict or thing left out, with the place it comes from and what was done. */
export interface Repair {
  readonly kind: RepairKind;
  /** Document, and line where there is one: `universal_configs/CMI_universal_config.md:12`. */
  readonly source: string;
  readonly plugin?: string;
  readonly key?: string;
  /** All keys it is about, where that is more than one. */
  readonly keys?: readonly string[];
  /** Where it went in the output, when it went anywhere. */
  readonly file?: string;
  readonly message: string;
}

/** Collects repairs in the order they were met. */
export class RepairReport {
  private readonly rows: Repair[] = [];

  addRepair(repair: Repair): void {
    this.rows.push(repair);
  }

  get repairs(): readonly Repair[] {
    return this.rows;
  }

  /** How many of each kind, for the summary. */
  counts(): ReadonlyMap<RepairKind, number> {
    const counts = new Map<RepairKind, number>();
    for (const row of this.rows) counts.set(row.kind, (counts.get(row.kind) ?? 0) + 1);
    return counts;
  }
}
