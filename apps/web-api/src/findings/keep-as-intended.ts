import { isExpired, platformOf, scopeCovers, type DeviationsDocument } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import type { FindingView, KeepFinding, KeptFinding } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import type { ConfigFileReads } from '@archivesmp/history';
import type { ConfigContents } from '@archivesmp/hub-wiring';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { EditDeviations, EditOfDeviations } from '../baselines/edit-deviations.js';
import type { AskForScan } from '../scans/ask-for-scan.js';
import type { FindingOnInstance } from './finding-on-instance.js';
import { entriesAbout, lineOf, renewable, withoutEntries, type FindingPlace } from './entry-about.js';
import { withDocumented } from './documented-deviation.js';
import { keptAs, withKeptFile } from './kept-file.js';
import { valueOnInstance } from './value-on-instance.js';

/** Makes what was found on an instance what is meant to be there: written down in deviations.yml for that instance. */
export class KeepAsIntended {
  constructor(
    private readonly subject: FindingOnInstance,
    private readonly files: ConfigFileReads,
    private readonly contents: ConfigContents,
    private readonly edit: EditDeviations,
    private readonly ask: AskForScan,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `request.invalid`, `baseline.invalid`, `baseline.revision-mismatch` */
  async run(id: string, body: KeepFinding, caller: Caller, request: FastifyRequest): Promise<KeptFinding> {
    refusePast(body.until);
    const finding = await this.keepable(id);
    const instance = await this.subject.instanceOf(finding);
    const { plugin, file, path, instanceId } = finding;
    const said = {
      plugin,
      file,
      for: `instance:${instance.name}`,
      reason: body.reason,
      // because: who answers for it is a person, whatever they used to say so
      owner: body.owner ?? caller.person?.name ?? caller.name,
      ...(body.until !== undefined && { expires: body.until }),
    };
    const edit =
      path.length === 0 || body.wholeFile === true
        ? wholeEdit(finding, instance, said)
        : await this.keyEdit(finding, instance, said);
    const detail = { instance: instance.name, plugin, file, path, ...body };
    const also = { action: 'finding.kept', subject: id, detail };
    const about = { change: 'kept' as const, reason: body.reason, also };
    const revision = await this.edit.run(edit, about, caller, request);
    const scan = await this.ask.run({ instance: instanceId }, caller, request);
    return { for: said.for, revision, scanId: scan.id };
  }

  private async keepable(id: string): Promise<FindingView> {
    const finding = await this.subject.finding(id);
    if (finding.state === 'resolved')
      throw new Problem('resource.conflict', 'The finding is resolved: nothing differs there any more.');
    if (finding.status === 'documented')
      throw new Problem(
        'resource.conflict',
        'A deviation documents this already; change it in deviations.yml.',
      );
    if (finding.status === 'not_judged')
      throw new Problem('resource.conflict', `Nobody can say what should be there: ${finding.reason}`);
    return finding;
  }

  private async keyEdit(
    finding: FindingView,
    instance: FleetInstance,
    said: Said,
  ): Promise<EditOfDeviations> {
    const bytes = await this.fileOf(finding);
    return (text, document) => {
      const rest = withoutOwn(text, document, finding, instance, 'what this key is');
      const what = valueOnInstance(bytes, finding, document, platformOf(instance, document));
      return withDocumented(rest, { ...said, path: finding.path, what });
    };
  }

  /** The bytes as the last scan saw them: rows of findings have secrets masked and large values cut. */
  private async fileOf({ instanceId, plugin, file }: FindingView): Promise<Buffer> {
    const files = await this.files.configFiles({ instanceIds: [instanceId], plugin });
    const seen = files.find(({ path }) => path === file);
    if (seen?.state === 'not_understood')
      throw new Problem('resource.conflict', `${plugin}/${file} does not parse by now (${seen.reason}).`);
    const sha256 = seen?.state === 'readable' ? seen.sha256 : undefined;
    if (sha256 === undefined)
      throw new Problem('resource.conflict', `${plugin}/${file} could not be read at last; scan again.`);
    return this.contents.read(sha256);
  }
}

/** What both kinds of entries say. */
interface Said {
  readonly plugin: string;
  readonly file: string;
  readonly for: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires?: string;
}

function wholeEdit(finding: FindingView, instance: FleetInstance, said: Said): EditOfDeviations {
  const as = keptAs(finding);
  return (text, document) => {
    const now = new Date().toISOString();
    const wide = document.keptFiles.find(
      (one) =>
        one.plugin === said.plugin &&
        (one.file ?? '') === said.file &&
        one.as === as &&
        scopeCovers(one.scope, instance) &&
        !isExpired(one, now),
    );
    if (wide !== undefined) throw saidAlready(wide.line, instance, 'that this is kept');
    const rest = withoutOwn(text, document, { ...finding, path: [] }, instance, 'how this is kept');
    return withKeptFile(rest, { ...said, as });
  };
}

/**
 * The document without what it said of this very thing on this very instance and counts no more: one word is enough, and two values
 * of one instance for one key would be a conflict.
 * @throws Problem `resource.conflict` with the line of one that still counts
 */
function withoutOwn(
  text: Uint8Array,
  document: DeviationsDocument,
  finding: FindingPlace,
  instance: FleetInstance,
  what: string,
): Uint8Array {
  const own = entriesAbout(document, finding, instance);
  const now = new Date().toISOString();
  const first = own.find((one) => !isExpired(one, now));
  if (first !== undefined) throw saidAlready(lineOf(text, document, first), instance, what);
  return withoutEntries(text, document, renewable(text, document, own, now));
}

/** @throws Problem `request.invalid`: what is over already is kept by nobody */
function refusePast(until: string | undefined): void {
  if (until === undefined || !isExpired({ expires: until }, new Date().toISOString())) return;
  const message = 'is over already; from that day on the entry counts no more';
  throw new Problem('request.invalid', `until: ${until} ${message}.`, {
    errors: [{ field: 'until', message }],
  });
}

const saidAlready = (line: number, { name }: FleetInstance, what: string): Problem =>
  new Problem(
    'resource.conflict',
    `Line ${line} of deviations.yml says already ${what} on ${name}; change it there.`,
  );
