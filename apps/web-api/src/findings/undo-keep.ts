import { forInstance, keptNoMore } from '@archivesmp/change-plan';
import type { KeptFinding, UndoKeep } from '@archivesmp/contracts/finding';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { EditDeviations } from '../baselines/edit-deviations.js';
import type { RequestScan } from '../scans/request-scan.js';
import type { FindingOnInstance } from './finding-on-instance.js';

/** Takes "keep as intended" back: the entry of deviations.yml that documents a finding on its instance is taken out. */
export class UndoKeepAsIntended {
  constructor(
    private readonly subject: FindingOnInstance,
    private readonly edit: EditDeviations,
    private readonly ask: RequestScan,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `baseline.invalid`, `baseline.revision-mismatch` */
  async undoKeepAsIntended(
    id: string,
    body: UndoKeep,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<KeptFinding> {
    const finding = await this.subject.finding(id);
    const instance = await this.subject.instanceOf(finding);
    const { plugin, file, path, instanceId } = finding;
    const detail = { instance: instance.name, plugin, file, path, ...body };
    const also = { action: 'finding.unkept', subject: id, detail };
    const why = body.reason === undefined ? {} : { reason: body.reason };
    const saving = { change: 'unkept' as const, ...why, also };
    const revision = await this.edit.editDeviations(keptNoMore(finding, instance), saving, caller, request);
    const scan = await this.ask.requestScan({ instance: instanceId }, caller, request);
    return { for: forInstance(instance), revision, scanId: scan.id };
  }
}
