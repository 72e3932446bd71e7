import { Baselines, DeviationsDocument, type Precondition } from '@archivesmp/artifacts';
import { loadMistake, parseDeviations } from '@archivesmp/baseline';
import { FleetEventStream } from '@archivesmp/bus';
import { formatOf } from '@archivesmp/config-text';
import { textPatch, whyNotTarget } from '@archivesmp/change-plan';
import { backupPath } from '@archivesmp/contracts/backup';
import { DEVIATIONS_KEY } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import { LOG, type Log } from '@archivesmp/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditTrail } from '../access/audit-trail.js';
import type { Caller } from '../access/caller.js';
import { HASH_OF_SECRET, type HashOfSecret } from '../backups/backup.tokens.js';
import { EvaluateAgain } from './evaluate-again.js';

/** Longer diffs nobody reads in an answer. */
const LONGEST_DIFF = 16_000;

/** Saves what the fleet should be: checks that it would load, writes it if nobody was faster, records who did it, has drift judged again. */
@Injectable()
export class SaveBaseline {
  constructor(
    @Inject(Baselines) private readonly baselines: Baselines,
    @Inject(DeviationsDocument) private readonly deviations: DeviationsDocument,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(FleetEventStream) private readonly events: FleetEventStream,
    @Inject(EvaluateAgain) private readonly evaluateAgain: EvaluateAgain,
    @Inject(HASH_OF_SECRET) private readonly hash: HashOfSecret,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Gives the new revision. @throws Problem `request.invalid` for a place that no plan could write, `baseline.invalid` with the line; `baseline.revision-mismatch` with how theirs differs */
  async saveFile(
    file: { plugin: string; path: string },
    content: Buffer,
    when: Precondition,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<string> {
    const notThere = whyNotTarget({
      plugin: file.plugin,
      path: backupPath(file.plugin, file.path),
      kind: 'config',
      isNew: 'ifAbsent' in when,
    });
    if (notThere !== undefined) throw new Problem('request.invalid', `No plan could write it: ${notThere}.`);
    const mistake = loadMistake(content, { format: formatOf(file.path) });
    if (mistake !== undefined) {
      const { line, column, message } = mistake;
      throw new Problem('baseline.invalid', `Line ${line}, column ${column}: ${message}`, {
        errors: [{ field: `line ${line}`, message }],
      });
    }
    const revision = await this.baselines
      .write(file.plugin, file.path, content, when)
      .catch((error: unknown) =>
        this.tellApart(error, file.path, content, () => this.baselines.read(file.plugin, file.path)),
      );
    const subject = `${file.plugin}/${file.path}`;
    await this.audit.note(caller, 'baseline.saved', subject, request, {
      ...before(when),
      revision,
      bytes: content.length,
    });
    await this.tell({ ...file, revision });
    await this.evaluateAgain.run({ plugin: file.plugin }, caller);
    return revision;
  }

  /** The same for the document of deviations; every mistake is listed with its field and line. */
  async saveDeviations(
    content: Buffer,
    when: Precondition,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<string> {
    const { errors } = parseDeviations(content);
    if (errors !== undefined)
      throw new Problem(
        'baseline.invalid',
        `${errors.length === 1 ? 'One mistake' : `${errors.length} mistakes, the first`} in line ${errors[0]?.line ?? 1}.`,
        {
          errors: errors.map(({ field, line, message }) => ({
            field: `line ${line} ${field}`.trim(),
            message,
          })),
        },
      );
    const revision = await this.deviations
      .write(content, when)
      .catch((error: unknown) =>
        this.tellApart(error, DEVIATIONS_KEY, content, () => this.deviations.read()),
      );
    await this.audit.note(caller, 'deviations.saved', DEVIATIONS_KEY, request, {
      ...before(when),
      revision,
      bytes: content.length,
    });
    await this.tell({ plugin: '', path: DEVIATIONS_KEY, revision });
    // because: tags, variables and rules of the document reach into every plugin
    await this.evaluateAgain.run({}, caller);
    return revision;
  }

  /** Somebody was faster: says how theirs differs from what was sent, secrets masked. */
  private async tellApart(
    error: unknown,
    path: string,
    sent: Buffer,
    read: () => Promise<{ readonly content: Buffer; readonly revision: string } | undefined>,
  ): Promise<never> {
    if (!(error instanceof Problem) || error.code !== 'baseline.revision-mismatch') throw error;
    // because: the refusal is what counts, and it must not depend on a second reading
    const theirs = await read().catch(() => undefined);
    if (theirs === undefined) throw error;
    const patch = textPatch({ path, then: theirs.content, now: sent }, this.hash);
    const difference = 'diff' in patch ? patch.diff.slice(0, LONGEST_DIFF) : patch.reason;
    const message = `it is at revision ${theirs.revision} now; theirs (-) beside yours (+):\n${difference}`;
    throw new Problem(error.code, error.detail, { errors: [{ field: path, message }] });
  }

  /** A hint: the file is saved whether or not anybody hears of it. */
  private async tell(change: { plugin: string; path: string; revision: string }): Promise<void> {
    await this.events
      .publishFleetEvent('baseline.changed', change, new Date())
      .catch((error: unknown) => this.log.warn({ err: error, path: change.path }, 'event not published'));
  }
}

const before = (when: Precondition): { before: string | null } => ({
  before: 'ifRevision' in when ? when.ifRevision : null,
});
