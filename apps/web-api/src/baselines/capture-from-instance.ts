import { counted } from '@archivesmp/contracts/counted';
import { randomUUID } from 'node:crypto';
import {
  capturedView,
  capturePlugin,
  describingAsOpen,
  developmentInstance,
  filesToCapture,
  partsOfCapture,
  type CapturedPlugin,
  type FileContents,
  type FilesToCapture,
} from '@archivesmp/change-plan';
import type { CaptureBaseline, CapturedBaseline, CapturedFileView } from '@archivesmp/contracts/baselines';
import type { InstanceView } from '@archivesmp/contracts/fleet';
import { Problem } from '@archivesmp/contracts/problem';
import { showKey } from '@archivesmp/contracts/vocabulary';
import { sha256OfParts } from '@archivesmp/digests';
import type { ConfigFileReads, FleetReads } from '@archivesmp/history';
import type { ConfigContents, DesiredStates } from '@archivesmp/hub-wiring';
import { describedInstance, namedFleet } from '@archivesmp/fleet';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { SecretsOfFiles } from '../secrets/secrets-of-files.js';
import type { KnownFleet } from '../fleet/known-fleet.js';
import { writeCondition } from './revision-condition.js';
import type { EditDeviations } from './edit-deviations.js';
import type { OwnBaselineFiles } from './own-baseline-files.js';
import type { SaveBaseline } from './save-baseline.js';

interface Captured extends CapturedPlugin {
  readonly instance: InstanceView;
  readonly etag: string;
}

/** Makes the baseline of a plugin what one instance has, as the last scan saw it: first shown, then saved as it was shown. */
export class CaptureFromInstance {
  constructor(
    private readonly fleet: FleetReads,
    private readonly known: KnownFleet,
    private readonly configFiles: ConfigFileReads,
    private readonly contents: ConfigContents,
    private readonly desired: DesiredStates,
    private readonly own: OwnBaselineFiles,
    private readonly edit: EditDeviations,
    private readonly save: SaveBaseline,
    private readonly secrets: SecretsOfFiles,
  ) {}

  /**
   * @throws Problem `request.invalid` (files or decisions about what is not there), `resource.not-found`, `resource.conflict`,
   * and to save: `baseline.precondition-required`, `baseline.revision-mismatch`, `baseline.invalid` with every file that is refused
   */
  async captureFromInstance(
    wanted: CaptureBaseline,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<CapturedBaseline> {
    const saves = wanted.dryRun !== true;
    const condition = saves ? writeCondition(request) : undefined;
    const captured = await this.capture(wanted);
    const { instance, files, etag } = captured;
    const marked = await this.secrets.marked();
    const views = files.map((file) => capturedView(file, marked(wanted.plugin, file.file)));
    if (condition !== undefined) {
      if (!('ifRevision' in condition) || condition.ifRevision !== etag)
        throw new Problem(
          'baseline.revision-mismatch',
          'The baseline or what was seen on the instance is no longer what the preview showed; look at a new one.',
        );
      refuseUndecided(views);
      // Judged before it was marked, everything outside would be drift for a while
      await this.describeAsOpen(wanted.plugin, captured, caller, request);
      await this.saveAll(wanted, captured, views, caller, request);
    }
    const { scannedAt } = instance;
    return {
      plugin: wanted.plugin,
      instance: instance.name,
      instanceId: instance.id,
      ...(scannedAt !== undefined && { seenAt: scannedAt }),
      etag,
      saved: saves,
      files: views,
      partlyDescribed: captured.isPartly,
      otherFiles: [...captured.otherFiles],
      noDesiredState: captured.isWithoutDesiredState,
      expectedOn: [...captured.expectedOn],
    };
  }

  private async describeAsOpen(
    plugin: string,
    { instance: { name: instance }, marksPartly: isPartly, leavesOpen: keys }: Captured,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<void> {
    if (!isPartly && keys.length === 0) return;
    const what = keys.length === 0 ? `some files of ${plugin} were captured` : `${plugin} was captured`;
    const saving = { change: 'captured' as const, reason: `${what} from ${instance}` };
    const parts = { plugin, instance, isPartly, keys };
    await this.edit.editDeviations(
      (text, document) => describingAsOpen(parts, text, document),
      saving,
      caller,
      request,
    );
  }

  private async capture(wanted: CaptureBaseline): Promise<Captured> {
    const { plugin, decisions = [] } = wanted;
    const instance = await this.instanceOf(wanted.instance);
    const recorded = namedFleet(await this.fleet.listInstances());
    const compiled = await this.desired.forScan(randomUUID(), recorded.instances, new Date());
    const named = describedInstance(compiled.desired.fleet, recorded, instance.id);
    if (named === undefined) throw new Problem('resource.not-found', 'The instance is no longer there.');
    const seen = await this.seen(plugin, instance);
    const { files: chosenByCaller } = wanted;
    const choice = filesToCapture({
      plugin,
      seen: [...seen.keys()],
      ...(chosenByCaller && { named: chosenByCaller }),
      desired: compiled.desired,
    });
    assertSeen(plugin, instance, choice);
    const unknown = decisions.find(({ file }) => !choice.chosen.includes(file));
    if (unknown !== undefined)
      throw invalid('decisions', `${unknown.file} is not among the files that are captured`);
    const contents: FileContents[] = [];
    for (const file of choice.chosen) {
      const before = await this.own.readOwnFile({ plugin, path: file });
      const live = await this.contents.readConfigContent(seen.get(file)!);
      contents.push({ file, live, ...(before && { before }) });
    }
    const captured = capturePlugin({ ...compiled, instance: named, plugin }, choice, contents, decisions);
    return { ...captured, instance, etag: etagOf(plugin, instance.id, captured) };
  }

  private async instanceOf(named: string | undefined): Promise<InstanceView> {
    if (named !== undefined) return this.known.oneInstance(named);
    const fleet = await this.fleet.listInstances();
    const first = developmentInstance(fleet);
    if (first === undefined)
      throw invalid(
        'instance',
        'say which: there is not exactly one development instance (tag dev, or the name DEV01)',
      );
    return this.known.oneInstance(first.id);
  }

  /** sha256 by path of what could be read of the plugin. */
  private async seen(plugin: string, { id }: InstanceView): Promise<ReadonlyMap<string, string>> {
    const files = await this.configFiles.listConfigFiles({ instanceIds: [id], plugin });
    return new Map(
      files.flatMap(({ path, sha256, state }) =>
        state === 'readable' && sha256 !== undefined ? [[path, sha256] as const] : [],
      ),
    );
  }

  private async saveAll(
    wanted: CaptureBaseline,
    { instance, files }: Captured,
    views: CapturedFileView[],
    caller: Caller,
    request: FastifyRequest,
  ): Promise<void> {
    const { plugin } = wanted;
    for (const [index, { file, before, captured }] of files.entries()) {
      const view = views[index]!;
      if (captured.state === 'refused' || view.standing === 'same') continue;
      const when = before === undefined ? { ifAbsent: true as const } : { ifRevision: before.revision };
      const content = Buffer.from(captured.bytes);
      const detail = {
        instance: instance.name,
        withheld: captured.withheld.map(({ path, because: reason }) => `${showKey(path)}: ${reason}`),
      };
      const also = { action: 'baseline.captured', subject: `${plugin}/${file}`, detail };
      const saving = { change: 'captured' as const, ...why(wanted.reason, instance.name), also };
      const saved = await this.save.saveBaseline(
        { plugin, path: file },
        content,
        when,
        caller,
        request,
        saving,
      );
      view.revision = saved.revision;
    }
  }
}

function assertSeen(plugin: string, { name }: InstanceView, { chosen, unseen }: FilesToCapture): void {
  if (unseen.length > 0)
    throw invalid(
      'files',
      `the last scan of ${name} could not read ${unseen.slice(0, 3).join(', ')} of ${plugin}`,
    );
  if (chosen.length === 0)
    throw new Problem('resource.not-found', `The last scan saw no file of ${plugin} on ${name}.`);
}

const etagOf = (plugin: string, instanceId: string, { files }: CapturedPlugin): string =>
  sha256OfParts(partsOfCapture(plugin, instanceId, files));

function refuseUndecided(views: readonly CapturedFileView[]): void {
  const refused = views.filter(({ standing: status }) => status === 'refused');
  if (refused.length === 0) return;
  throw new Problem(
    'baseline.invalid',
    `Nothing was saved: ${counted(refused.length, 'file needs', 'files need')} a decision.`,
    {
      errors: refused.map(({ file, reason = '' }) => ({ field: file, message: reason })),
    },
  );
}

const invalid = (field: string, message: string): Problem =>
  new Problem('request.invalid', `${field}: ${message}.`, { errors: [{ field, message }] });

const why = (reason: string | undefined, instance: string): { reason: string } => ({
  reason: reason === undefined ? `as ${instance} has it` : `${reason} (as ${instance} has it)`,
});
