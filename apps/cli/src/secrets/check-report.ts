import type { CheckedFile } from '@archivesmp/drift';
import type { FileToCheck } from './files-to-check.js';
import type { RuleEffect } from './rule-lines.js';

/** What limits the look, and where the rules are. */
export interface CheckFlags {
  readonly deviations?: string;
  readonly as?: string;
  readonly plugin?: string;
  readonly instance?: string;
  readonly all?: true;
  readonly json?: true;
}

/** One file with what would be hidden of it; of one that cannot be read, why. */
export interface FileReport extends FileToCheck {
  readonly found: CheckedFile | { readonly as: 'unreadable'; readonly reason: string };
}

/** Everything that was looked at. */
export interface CheckReport {
  readonly files: readonly FileReport[];
  readonly rules: readonly RuleEffect[];
  /** Files left out, because the document calls them unmanaged, or data. */
  readonly leftOut: number;
}
