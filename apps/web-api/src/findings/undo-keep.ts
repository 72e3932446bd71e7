import type { DeviationsDocument } from '@archivesmp/baseline';
import type { FleetInstance } from '@archivesmp/fleet';
import type { FindingView, KeptFinding, UndoKeep } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { EditDeviations } from '../baselines/edit-deviations.js';
import type { AskForScan } from '../scans/ask-for-scan.js';
import type { FindingOnInstance } from './finding-on-instance.js';
import { entriesAbout, rulesIgnoring, withoutEntries } from './entry-about.js';

/** Takes "keep as intended" back: the entry of deviations.yml that documents a finding on its instance is taken out. */
export class UndoKeepAsIntended {
  constructor(
    private readonly subject: FindingOnInstance,
    private readonly edit: EditDeviations,
    private readonly ask: AskForScan,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `baseline.invalid`, `baseline.revision-mismatch` */
  async run(id: string, body: UndoKeep, caller: Caller, request: FastifyRequest): Promise<KeptFinding> {
    const finding = await this.subject.finding(id);
    const instance = await this.subject.instanceOf(finding);
    const { plugin, file, path, instanceId } = finding;
    const detail = { instance: instance.name, plugin, file, path, ...body };
    const also = { action: 'finding.unkept', subject: id, detail };
    const why = body.reason === undefined ? {} : { reason: body.reason };
    const about = { change: 'unkept' as const, ...why, also };
    const revision = await this.edit.run(
      (text, document) => {
        return withoutEntries(text, document, ownEntries(document, finding, instance));
      },
      about,
      caller,
      request,
    );
    const scan = await this.ask.run({ instance: instanceId }, caller, request);
    return { for: `instance:${instance.name}`, revision, scanId: scan.id };
  }
}

/** @throws Problem `resource.conflict` when nothing that could be taken out alone says so */
function ownEntries(document: DeviationsDocument, finding: FindingView, instance: FleetInstance) {
  const own = entriesAbout(document, finding, instance);
  if (own.length > 0) return own;
  const [ignoring] = rulesIgnoring(document, finding, instance);
  throw new Problem(
    'resource.conflict',
    ignoring === undefined
      ? `No entry of deviations.yml for ${instance.name} alone says that this is meant so; what is said for several servers is changed there.`
      : 'It is not kept but ignored, by a rule of deviations.yml; take that back instead (DELETE …/ignore, or asmp finding unignore).',
  );
}
