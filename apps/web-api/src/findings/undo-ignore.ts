import { forInstance, ignoredNoMore } from '@archivesmp/change-plan';
import type { KeptFinding, UndoKeep } from '@archivesmp/contracts/finding';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { EditDeviations } from '../baselines/edit-deviations.js';
import type { RequestScan } from '../scans/request-scan.js';
import type { FindingOnInstance } from './finding-on-instance.js';

/** Takes "ignore" back: the rule of deviations.yml that hides this very file or plugin is taken out. */
export class UndoIgnore {
  constructor(
    private readonly subject: FindingOnInstance,
    private readonly edit: EditDeviations,
    private readonly ask: RequestScan,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `baseline.invalid`, `baseline.revision-mismatch` */
  async undoIgnore(
    id: string,
    body: UndoKeep,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<KeptFinding> {
    const finding = await this.subject.finding(id);
    const instance = await this.subject.instanceOf(finding);
    const { plugin, file, kind, instanceId } = finding;
    const detail = { instance: instance.name, plugin, file, kind, ...body };
    const also = { action: 'finding.unignored', subject: id, detail };
    const why = body.reason === undefined ? {} : { reason: body.reason };
    const saving = { change: 'unkept' as const, ...why, also };
    let isEverywhere = false;
    const revision = await this.edit.editDeviations(
      (text, document) => {
        const { edited, ...counted } = ignoredNoMore(text, document, finding, instance);
        isEverywhere = counted.isEverywhere;
        return edited;
      },
      saving,
      caller,
      request,
    );
    const scan = await this.ask.requestScan(
      isEverywhere ? { plugin } : { instance: instanceId },
      caller,
      request,
    );
    return { for: isEverywhere ? 'everywhere' : forInstance(instance), revision, scanId: scan.id };
  }
}
