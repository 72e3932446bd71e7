import type { DeviationsDocument, IgnoreRule } from '@archivesmp/baseline';
import type { FleetInstance } from '@archivesmp/fleet';
import type { FindingView, KeptFinding, UndoKeep } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { EditDeviations } from '../baselines/edit-deviations.js';
import type { AskForScan } from '../scans/ask-for-scan.js';
import type { FindingOnInstance } from './finding-on-instance.js';
import { entriesAbout, lineOf, rulesIgnoring, withoutEntries } from './entry-about.js';

/** Takes "ignore" back: the rule of deviations.yml that hides this very file or plugin is taken out. */
export class UndoIgnore {
  constructor(
    private readonly subject: FindingOnInstance,
    private readonly edit: EditDeviations,
    private readonly ask: AskForScan,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `baseline.invalid`, `baseline.revision-mismatch` */
  async run(id: string, body: UndoKeep, caller: Caller, request: FastifyRequest): Promise<KeptFinding> {
    const finding = await this.subject.finding(id);
    const instance = await this.subject.instanceOf(finding);
    const { plugin, file, kind, instanceId } = finding;
    const detail = { instance: instance.name, plugin, file, kind, ...body };
    const also = { action: 'finding.unignored', subject: id, detail };
    const why = body.reason === undefined ? {} : { reason: body.reason };
    const about = { change: 'unkept' as const, ...why, also };
    let isEverywhere = false;
    const revision = await this.edit.run(
      (text, document) => {
        const rule = ownRule(text, document, finding, instance);
        isEverywhere = rule.instances.length === 0;
        return withoutEntries(text, document, [rule]);
      },
      about,
      caller,
      request,
    );
    const scan = await this.ask.run(isEverywhere ? { plugin } : { instance: instanceId }, caller, request);
    return { for: isEverywhere ? 'everywhere' : `instance:${instance.name}`, revision, scanId: scan.id };
  }
}

/** The rule that hides this and nothing else. @throws Problem `resource.conflict` */
function ownRule(
  text: Uint8Array,
  document: DeviationsDocument,
  finding: FindingView,
  instance: FleetInstance,
): IgnoreRule {
  const [found] = rulesIgnoring(document, finding, instance);
  if (found?.saysOnlyThis === true) return found.rule;
  throw new Problem('resource.conflict', whyNone());

  function whyNone(): string {
    if (found !== undefined)
      return `The rule in line ${lineOf(text, document, found.rule)} of deviations.yml hides more than this; change it there.`;
    return entriesAbout(document, finding, instance).length > 0
      ? 'It is not ignored but kept as intended; take that back instead (DELETE …/keep, or asmp finding unkeep).'
      : `No rule of deviations.yml ignores this on ${instance.name}.`;
  }
}
