import {
  assertKeepable,
  assertNotOver,
  forInstance,
  keepingKey,
  keepingWhole,
} from '@archivesmp/change-plan';
import type { FindingView, KeepFinding, KeptFinding } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import type { ConfigFileReads } from '@archivesmp/history';
import type { ConfigContents } from '@archivesmp/hub-wiring';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { EditDeviations } from '../baselines/edit-deviations.js';
import type { RequestScan } from '../scans/request-scan.js';
import type { FindingOnInstance } from './finding-on-instance.js';

/** Makes what was found on an instance what is meant to be there: written down in deviations.yml for that instance. */
export class KeepAsIntended {
  constructor(
    private readonly subject: FindingOnInstance,
    private readonly files: ConfigFileReads,
    private readonly contents: ConfigContents,
    private readonly edit: EditDeviations,
    private readonly ask: RequestScan,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `request.invalid`, `baseline.invalid`, `baseline.revision-mismatch` */
  async keepAsIntended(
    id: string,
    body: KeepFinding,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<KeptFinding> {
    const now = new Date().toISOString();
    assertNotOver(body.until, now);
    const finding = await this.subject.finding(id);
    assertKeepable(finding);
    const instance = await this.subject.instanceOf(finding);
    const { plugin, file, path, instanceId } = finding;
    const auditDetail = {
      reason: body.reason,
      // Who answers for it is a person, whatever they used to say so
      owner: body.owner ?? caller.person?.name ?? caller.name,
      ...(body.until !== undefined && { expires: body.until }),
    };
    const edit =
      path.length === 0 || body.wholeFile === true
        ? keepingWhole(finding, instance, auditDetail, now)
        : keepingKey(await this.fileOf(finding), finding, instance, auditDetail, now);
    const detail = { instance: instance.name, plugin, file, path, ...body };
    const also = { action: 'finding.kept', subject: id, detail };
    const saving = { change: 'kept' as const, reason: body.reason, also };
    const revision = await this.edit.editDeviations(edit, saving, caller, request);
    const scan = await this.ask.requestScan({ instance: instanceId }, caller, request);
    return { for: forInstance(instance), revision, scanId: scan.id };
  }

  /** The bytes as the last scan saw them: rows of findings have secrets masked and large values cut. */
  private async fileOf({ instanceId, plugin, file }: FindingView): Promise<Buffer> {
    const files = await this.files.listConfigFiles({ instanceIds: [instanceId], plugin });
    const seen = files.find(({ path }) => path === file);
    if (seen?.state === 'not_understood')
      throw new Problem('resource.conflict', `${plugin}/${file} does not parse by now (${seen.reason}).`);
    const sha256 = seen?.state === 'readable' ? seen.sha256 : undefined;
    if (sha256 === undefined)
      throw new Problem('resource.conflict', `${plugin}/${file} could not be read at last; scan again.`);
    return this.contents.readConfigContent(sha256);
  }
}
