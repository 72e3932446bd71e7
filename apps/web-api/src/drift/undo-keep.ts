import { scopeCovers, splitDotted, type DeviationsDocument, type FleetInstance } from '@archivesmp/baseline';
import { readConfig } from '@archivesmp/config-text';
import type { FindingView, KeptFinding, UndoKeep } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import { showKey } from '@archivesmp/contracts/vocabulary';
import { FindingReads, FleetReads } from '@archivesmp/history';
import { namedFleet } from '@archivesmp/hub-wiring';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import { EditDeviations } from '../baselines/edit-deviations.js';
import { withoutEntry, type ListSection } from '../baselines/section-entries.js';
import { AskForScan } from './ask-for-scan.js';

/** Takes "keep as intended" back: the entry of deviations.yml that documents a finding on its instance is taken out. */
@Injectable()
export class UndoKeepAsIntended {
  constructor(
    @Inject(FindingReads) private readonly findings: FindingReads,
    @Inject(FleetReads) private readonly fleet: FleetReads,
    @Inject(EditDeviations) private readonly edit: EditDeviations,
    @Inject(AskForScan) private readonly ask: AskForScan,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `baseline.invalid`, `baseline.revision-mismatch` */
  async run(id: string, body: UndoKeep, caller: Caller, request: FastifyRequest): Promise<KeptFinding> {
    const finding = await this.findings.getFinding(id);
    if (finding === undefined) throw new Problem('resource.not-found', 'There is no finding with this id.');
    const { instances, nameOf } = namedFleet(await this.fleet.instances());
    const instance = instances.find(({ name }) => name === nameOf.get(finding.instanceId));
    if (instance === undefined) throw new Problem('resource.not-found', 'The instance is no longer there.');
    const { plugin, file, path, instanceId } = finding;
    const detail = { instance: instance.name, plugin, file, path, ...body };
    const also = { action: 'finding.unkept', subject: id, detail };
    const why = body.reason === undefined ? {} : { reason: body.reason };
    const about = { change: 'unkept' as const, ...why, also };
    const revision = await this.edit.run(
      (text, document) => {
        const line = lineAbout(document, finding, instance);
        const { section, at } = entryAt(text, line);
        return withoutEntry(text, section, at);
      },
      about,
      caller,
      request,
    );
    const scan = await this.ask.run({ instance: instanceId }, caller, request);
    return { for: `instance:${instance.name}`, revision, scanId: scan.id };
  }
}

/** Line of the entry that speaks of this very finding on this very instance. @throws Problem `resource.conflict` */
function lineAbout(document: DeviationsDocument, finding: FindingView, instance: FleetInstance): number {
  const { plugin, file, key, path } = finding;
  const ofInstance = <Entry extends { readonly scope: DeviationsDocument['keptFiles'][number]['scope'] }>(
    one: Entry,
  ): boolean => one.scope.kind === 'instance' && scopeCovers(one.scope, instance);
  const about =
    document.deviations.find(
      (one) =>
        path.length > 0 &&
        ofInstance(one) &&
        one.plugin === plugin &&
        one.file === file &&
        showKey(one.path ?? splitDotted(one.key)) === key,
    ) ??
    document.keptFiles.find(
      (one) => path.length === 0 && ofInstance(one) && one.plugin === plugin && (one.file ?? '') === file,
    );
  if (about !== undefined) return about.line;
  throw new Problem(
    'resource.conflict',
    `No entry of deviations.yml for ${instance.name} alone says that this is meant so; what is said for several servers is changed there.`,
  );
}

/** Which entry of which section begins at a line. @throws Problem `resource.conflict` for the short form */
function entryAt(text: Buffer, line: number): { readonly section: ListSection; readonly at: number } {
  const reading = readConfig(text, 'yaml');
  const root = reading.state === 'ok' && reading.root.kind === 'map' ? reading.root : undefined;
  const source = text.toString('utf8');
  const lineOf = (offset: number): number => source.slice(0, offset).split('\n').length;
  for (const section of ['documented', 'kept_files'] as const) {
    const list = root?.entries.find(({ key }) => key === section)?.value;
    if (list?.kind !== 'list') continue;
    const at = list.items.findIndex(({ span }) => lineOf(span.start) === line);
    if (at >= 0) return { section, at };
  }
  throw new Problem(
    'resource.conflict',
    `Line ${line} of deviations.yml says so in the short form, together with others; change it there.`,
  );
}
