import type { BaselineLocation } from '@archivesmp/history';
import type { Precondition } from '@archivesmp/artifacts';
import { parseDeviations, templateMistake } from '@archivesmp/baseline';
import { serverPath } from '@archivesmp/fleet';
import { textPatch, whyNotTarget } from '@archivesmp/change-plan';
import { formatOf } from '@archivesmp/config-text';
import type { BaselineChange, BaselineRevisionView } from '@archivesmp/contracts/baseline-history';
import { moreMistakes } from '@archivesmp/contracts/mistakes';
import { Problem, type FieldError } from '@archivesmp/contracts/problem';
import type { FastifyRequest } from 'fastify';
import type { AuditNote } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { SecretsOfFiles } from '../secrets/secrets-of-files.js';
import { nameOf, type BaselinesInBucket } from './baseline-location.js';
import type { ChangeBaselines } from './change-baselines.js';
import { typedInDeviations } from './typed-in-deviations.js';

/** Longer diffs are too long to read in an answer. */
const LONGEST_DIFF = 16_000;

/** Which change it is, and why. */
export interface SavingDetails {
  readonly change?: BaselineChange;
  readonly of?: number;
  readonly reason?: string;
  /** What else the audit says of it; the revision is added. */
  readonly also?: AuditNote;
}

/** Saves what the fleet should be: checks that it would load, and changes it if no other change came first. */
export class SaveBaseline {
  constructor(
    private readonly bucket: BaselinesInBucket,
    private readonly changes: ChangeBaselines,
    private readonly secrets: SecretsOfFiles,
  ) {}

  /**
   * Gives the change with its number and the new revision.
   * @throws Problem `baseline.invalid` with every mistake and its line; `baseline.revision-mismatch` with how theirs differs
   */
  async saveBaseline(
    location: BaselineLocation,
    content: Buffer,
    when: Precondition,
    caller: Caller,
    request: FastifyRequest,
    { change = 'saved', ...details }: SavingDetails = {},
  ): Promise<BaselineRevisionView & { readonly revision: string }> {
    refuseUnsound(location, content, when);
    const changed = await this.changes
      .changeBaseline({ location, content, when, change, ...details }, caller, request)
      .catch((error: unknown) => this.explainMismatch(error, location, content));
    return { ...changed, revision: changed.revision! };
  }

  /** Another change came first: says how it differs from what was sent, secrets masked. */
  private async explainMismatch(error: unknown, location: BaselineLocation, sent: Buffer): Promise<never> {
    if (!(error instanceof Problem) || error.code !== 'baseline.revision-mismatch') throw error;
    // The refusal is what counts, and it must not depend on a second reading
    const theirs = await this.bucket.readBaselineFile(location).catch(() => undefined);
    if (theirs === undefined) throw error;
    const marked = await this.secrets.marked().catch(() => undefined);
    if (marked === undefined) throw error;
    const secrets = marked(location.plugin, location.path);
    const patch = textPatch({ path: location.path, then: theirs.content, now: sent }, secrets);
    const difference = 'diff' in patch ? patch.diff.slice(0, LONGEST_DIFF) : patch.reason;
    const message = `it is at revision ${theirs.revision} now; theirs (-) beside yours (+):\n${difference}`;
    throw new Problem(error.code, error.detail, { errors: [{ field: location.path, message }] });
  }
}

/**
 * What no plan could write, what a server could not load, or a document with mistakes, is not saved.
 * @throws Problem `request.invalid`, `baseline.invalid`
 */
export function refuseUnsound(location: BaselineLocation, content: Buffer, when: Precondition): void {
  if (location.plugin === '') return refuseMistakes(content);
  const notThere = whyNotTarget({
    plugin: location.plugin,
    path: serverPath(location.plugin, location.path),
    kind: 'config',
    isNew: 'ifAbsent' in when,
  });
  if (notThere !== undefined) throw new Problem('request.invalid', `No plan could write it: ${notThere}.`);
  const mistake = templateMistake(content, { format: formatOf(location.path) });
  if (mistake === undefined) return;
  const { line, column, message } = mistake;
  throw new Problem('baseline.invalid', `${nameOf(location)}, line ${line}, column ${column}: ${message}`, {
    errors: [{ field: `line ${line}`, message }],
  });
}

function refuseMistakes(content: Buffer): void {
  const { errors, count } = parseDeviations(content);
  if (errors === undefined) {
    const typed = typedInDeviations(content);
    if (typed.count === 0) return;
    throw new Problem('baseline.invalid', 'A secret was written where every reader sees it.', {
      errors: listed(typed.named, typed.count),
    });
  }
  const many = count === 1 ? 'One mistake' : `${count} mistakes, the first`;
  const shown = errors.map(({ field, line, message }) => ({
    field: `line ${line} ${field}`.trim(),
    message,
  }));
  throw new Problem('baseline.invalid', `${many} in line ${errors[0]?.line ?? 1}.`, {
    errors: listed(shown, count),
  });
}

function listed(shown: readonly FieldError[], count: number): FieldError[] {
  const more = moreMistakes(count, shown.length);
  return more === undefined ? [...shown] : [...shown, { field: '', message: more }];
}
