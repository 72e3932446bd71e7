import { showKey } from '@archivesmp/contracts/vocabulary';
import { DeviationsDocument as StoredDeviations } from '@archivesmp/artifacts';
import {
  isExpired,
  NO_DEVIATIONS,
  platformOf,
  parseDeviations,
  scopeCovers,
  splitDotted,
  type Deviation,
  type DeviationsDocument,
  type FleetInstance,
} from '@archivesmp/baseline';
import type { FindingView, KeepFinding, KeptFinding } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import { ConfigFileReads, FindingReads, FleetReads } from '@archivesmp/history';
import { ConfigContents, namedFleet } from '@archivesmp/hub-wiring';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditTrail } from '../access/audit-trail.js';
import type { Caller } from '../access/caller.js';
import { THE_DEVIATIONS } from '../baselines/baseline-place.js';
import { SaveBaseline } from '../baselines/save-baseline.js';
import { AskForScan } from './ask-for-scan.js';
import { withDocumented } from './documented-deviation.js';
import { valueOnInstance } from './value-on-instance.js';

/** Kinds of findings that are about one key; what is about whole files or plugins has sections of its own. */
const OF_A_KEY: ReadonlySet<string> = new Set([
  'wrong_value',
  'missing_key',
  'extra_key',
  'type_change',
  'list_order',
]);

interface Wish {
  readonly finding: FindingView;
  readonly instance: FleetInstance;
  readonly bytes: Buffer;
  readonly body: KeepFinding;
}

/** Makes what was found on an instance what is meant to be there: a documented deviation in deviations.yml. */
@Injectable()
export class KeepAsIntended {
  constructor(
    @Inject(FindingReads) private readonly findings: FindingReads,
    @Inject(FleetReads) private readonly fleet: FleetReads,
    @Inject(ConfigFileReads) private readonly files: ConfigFileReads,
    @Inject(ConfigContents) private readonly contents: ConfigContents,
    @Inject(StoredDeviations) private readonly deviations: StoredDeviations,
    @Inject(SaveBaseline) private readonly save: SaveBaseline,
    @Inject(AskForScan) private readonly ask: AskForScan,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `request.invalid`, `baseline.invalid`, `baseline.revision-mismatch` */
  async run(id: string, body: KeepFinding, caller: Caller, request: FastifyRequest): Promise<KeptFinding> {
    const finding = await this.keepable(id);
    const { instances, nameOf } = namedFleet(await this.fleet.instances());
    const instance = instances.find(({ name }) => name === nameOf.get(finding.instanceId));
    if (instance === undefined) throw new Problem('resource.not-found', 'The instance is no longer there.');
    const wish = { finding, instance, bytes: await this.fileOf(finding), body };
    // because: somebody else may have saved between our reading and writing; one more reading is enough to join both
    const revision = await this.write(wish, caller, request).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'baseline.revision-mismatch')
        return this.write(wish, caller, request);
      throw error;
    });
    const { plugin, file, path, instanceId } = finding;
    const detail = { instance: instance.name, plugin, file, path, revision, ...body };
    await this.audit.note(caller, 'finding.kept', id, request, detail);
    const scan = await this.ask.run({ instance: instanceId }, caller, request);
    return { for: `instance:${instance.name}`, revision, scanId: scan.id };
  }

  private async keepable(id: string): Promise<FindingView> {
    const finding = await this.findings.getFinding(id);
    if (finding === undefined) throw new Problem('resource.not-found', 'There is no finding with this id.');
    if (finding.state === 'resolved')
      throw new Problem('resource.conflict', 'The finding is resolved: nothing differs there any more.');
    if (finding.status === 'documented')
      throw new Problem(
        'resource.conflict',
        'A deviation documents this already; change it in deviations.yml.',
      );
    if (!OF_A_KEY.has(finding.kind) || finding.path.length === 0)
      throw new Problem(
        'request.invalid',
        `Only the value of a key can be kept so, this is about a whole file or plugin (${finding.kind}). ` +
          'See the sections absent_plugins, no_desired_state and unmanaged of deviations.yml.',
      );
    return finding;
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

  private async write(
    { finding, instance, bytes, body }: Wish,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<string> {
    const stored = await this.deviations.read();
    const text = stored?.content ?? Buffer.alloc(0);
    // a document with mistakes is named with all of them when it is saved, and saved it is not
    const document = parseDeviations(text).document ?? NO_DEVIATIONS;
    refuseSecondWord(document, finding, instance);
    const { plugin, file, path } = finding;
    const content = withDocumented(text, {
      plugin,
      file,
      path,
      for: `instance:${instance.name}`,
      what: valueOnInstance(bytes, finding, document, platformOf(instance, document)),
      reason: body.reason,
      owner: body.owner ?? caller.name,
      ...(body.until !== undefined && { expires: body.until }),
    });
    const when = stored === undefined ? { ifAbsent: true as const } : { ifRevision: stored.revision };
    const about = { change: 'kept' as const, reason: body.reason };
    const saved = await this.save.run(THE_DEVIATIONS, content, when, caller, request, about);
    return saved.revision;
  }
}

/** Two values of one instance for one key would be a conflict, and then nobody decides. */
function refuseSecondWord(document: DeviationsDocument, finding: FindingView, instance: FleetInstance): void {
  const now = new Date().toISOString();
  const first = document.deviations.find(
    (one) =>
      one.scope.kind === 'instance' &&
      scopeCovers(one.scope, instance) &&
      one.plugin === finding.plugin &&
      one.file === finding.file &&
      keyOf(one) === finding.key &&
      !isExpired(one, now),
  );
  if (first !== undefined)
    throw new Problem(
      'resource.conflict',
      `Line ${first.line} of deviations.yml says already what this key is on ${instance.name}; change it there.`,
    );
}

const keyOf = ({ path, key }: Deviation): string => showKey(path ?? splitDotted(key));
