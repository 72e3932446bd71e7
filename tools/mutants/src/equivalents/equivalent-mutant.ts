/** A change that makes no visible difference, and why. */
export interface EquivalentMutant {
  readonly file: string;
  /** The line as it stands in the file, without indentation: the entry is void when the line changes. */
  readonly line: string;
  /** As reports write it. */
  readonly change: string;
  /** How often the line has it, when more than once: each of them makes no difference. */
  readonly times?: number;
  readonly reason: string;
}
