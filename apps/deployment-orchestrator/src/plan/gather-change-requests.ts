import { describedInstance, serverPath } from '@archivesmp/fleet';
import { showKey } from '@archivesmp/contracts/vocabulary';
import type { ExpectedFile } from '@archivesmp/baseline';
import type { FleetInstance } from '@archivesmp/fleet';
import type { Edit, PlainValue } from '@archivesmp/config-text';
import {
  changeRequestsFromFindings,
  type PlanRefusal,
  type ExactChangeRequest,
} from '@archivesmp/change-plan';
import type { FileChangeRequest, KeyChangeRequest, ChangeRequest } from '@archivesmp/contracts/plan';
import type { FindingView } from '@archivesmp/contracts/finding';
import type { History } from '@archivesmp/history';
import { desiredChangeRequests, preparedChangeRequests, type Preparing } from './desired-change-requests.js';
import type { GatheredChangeRequests, ChangeRequestSources } from './gathered-change-requests.js';
import { idsOf, noInstance } from './ids-of-name.js';
import { keyReadingOf } from './key-reading.js';

/** Findings, desired states and hand-written changes become exact change requests. @throws Problem of MariaDB or S3 */
export async function gatherChangeRequests(
  request: Pick<ChangeRequest, 'findings' | 'deletions' | 'changes' | 'desired' | 'prepareMissingPlugins'>,
  history: Pick<History, 'findings' | 'configFiles'>,
  sources: ChangeRequestSources,
): Promise<GatheredChangeRequests> {
  const changeRequests: ExactChangeRequest[] = [];
  const refusals: PlanRefusal[] = [];
  const add = (made: GatheredChangeRequests): void => {
    changeRequests.push(...made.changeRequests);
    refusals.push(...made.refusals);
  };
  const preparing = { prepare: request.prepareMissingPlugins === true };
  const deletions = new Set(request.deletions);
  const chosen = [...new Set([...(request.findings ?? []), ...deletions])];
  const findings = (await history.findings.getFindings(chosen)).map((finding): ChosenView => ({
    ...finding,
    deletion: deletions.has(finding.id),
  }));
  for (const ofFile of Map.groupBy(findings, fileKey).values())
    add(await putRight(ofFile, sources, preparing));
  for (const wanted of request.desired ?? [])
    add(await desiredChangeRequests(wanted, history, sources, preparing));
  for (const change of request.changes ?? []) add(handWritten(change, sources));
  return { changeRequests, refusals };
}

/** A finding that was chosen, and whether its file shall be deleted. */
type ChosenView = FindingView & { readonly deletion: boolean };

const fileKey = ({ instanceId, plugin, file }: FindingView): string => `${instanceId}/${plugin}/${file}`;

async function putRight(
  findings: readonly ChosenView[],
  sources: ChangeRequestSources,
  preparing: Preparing,
): Promise<GatheredChangeRequests> {
  const { instanceId, plugin, file } = findings[0]!;
  const path = serverPath(plugin, file);
  const refuse = (reason: string): GatheredChangeRequests => ({
    changeRequests: [],
    refusals: [{ instanceId, path, reason }],
  });
  const instance = instanceOf(instanceId, sources);
  if (instance === undefined) return refuse('this instance is no longer found');
  const open = findings.filter((one) => one.state !== 'resolved' && one.status === 'drift');
  if (open.length === 0)
    return refuse('these findings are resolved or documented; there is nothing to put right');
  if (open.some(({ kind }) => kind === 'missing_plugin'))
    return preparedChangeRequests(instanceId, plugin, sources, preparing);
  const now = await sources.files.readFileNow(instanceId, plugin, file);
  const expected: ExpectedFile | undefined = sources.compiled.desired.plugins.get(plugin)?.get(file);
  const { rules } = sources.compiled;
  const chosen = open.map(({ kind, path: key, deletion }) => ({
    kind,
    path: key,
    ...(deletion && { deletion: true as const }),
  }));
  const made = changeRequestsFromFindings({
    instanceId,
    instance,
    plugin,
    file,
    now,
    rules,
    chosen,
    ...(expected !== undefined && { expected }),
  });
  const refusals = made.left.map(({ path: key, reason }) => ({
    instanceId,
    path,
    reason: key.length === 0 ? reason : `${showKey(key)}: ${reason}`,
  }));
  return { changeRequests: made.changeRequests, refusals };
}

const instanceOf = (instanceId: string, { fleet }: ChangeRequestSources): FleetInstance | undefined =>
  describedInstance(fleet.instances, fleet, instanceId);

function handWritten(change: FileChangeRequest, sources: ChangeRequestSources): GatheredChangeRequests {
  const { plugin, file } = change;
  const { fleet } = sources;
  const path = serverPath(plugin, file);
  const changeRequests: ExactChangeRequest[] = [];
  const refusals: PlanRefusal[] = [];
  for (const named of change.instances) {
    const ids = idsOf(named, fleet);
    if (ids.length === 0) refusals.push({ instanceId: named, path, reason: noInstance(named, fleet) });
    for (const instanceId of ids) {
      const location = { instanceId, path, plugin, because: 'asked for by hand' };
      const reading = keyReadingOf(instanceId, path, sources);
      if (change.remove === true) changeRequests.push({ ...location, kind: 'delete' });
      else if (change.content !== undefined)
        changeRequests.push({ ...location, kind: 'write', bytes: Buffer.from(change.content), ...reading });
      else if (change.edits !== undefined && change.edits.length > 0)
        changeRequests.push({
          ...location,
          kind: 'edit',
          ...reading,
          edits: change.edits.map(editOf),
        });
      else refusals.push({ instanceId, path, reason: 'the change says neither edits, content nor remove' });
    }
  }
  return { changeRequests, refusals };
}

function editOf({ op, path, value }: KeyChangeRequest): Edit {
  return op === 'unset' ? { op, path } : { op, path, value: (value ?? null) as PlainValue };
}
