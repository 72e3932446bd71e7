import { forInstance, ignoringWhole } from '@archivesmp/change-plan';
import type { IgnoreFinding, KeptFinding } from '@archivesmp/contracts/finding';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { EditDeviations } from '../baselines/edit-deviations.js';
import type { RequestScan } from '../scans/request-scan.js';
import type { FindingOnInstance } from './finding-on-instance.js';

/** Has a difference about a whole file never be a finding again: a rule in the section `ignore` of deviations.yml. */
export class IgnoreWholeFile {
  constructor(
    private readonly subject: FindingOnInstance,
    private readonly edit: EditDeviations,
    private readonly ask: RequestScan,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `request.invalid`, `baseline.invalid`, `baseline.revision-mismatch` */
  async ignoreWholeFile(
    id: string,
    body: IgnoreFinding,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<KeptFinding> {
    const finding = await this.subject.finding(id);
    const { plugin, file, kind, instance, instanceId } = finding;
    const everywhere = body.everywhere === true;
    const edit = ignoringWhole(finding, { everywhere, reason: body.reason });
    const also = {
      action: 'finding.ignored',
      subject: id,
      detail: { instance, plugin, file, kind, ...body },
    };
    const saving = { change: 'kept' as const, reason: body.reason, also };
    const revision = await this.edit.editDeviations(edit, saving, caller, request);
    const scan = await this.ask.requestScan(
      everywhere ? { plugin } : { instance: instanceId },
      caller,
      request,
    );
    return { for: everywhere ? 'everywhere' : forInstance({ name: instance }), revision, scanId: scan.id };
  }
}
