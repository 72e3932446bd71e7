import { counted } from '@archivesmp/contracts/counted';
import { compareTexts } from '@archivesmp/contracts/text-order';
import { groupBy } from './group-by.js';
import type { ChangedContent } from './consequences.js';
import { hashOfPlan } from './plan-hash.js';
import type { FileChange, InstancePlan, Plan, PlanRefusal, Risk } from './plan.js';
import type { PlanInput } from './plan-input.js';
import { changeFile, type ChangedFile } from './change-file.js';
import { arrangeWaves } from './waves.js';
import type { PlanTarget, TargetFile, ExactChangeRequest } from './exact-change-request.js';

export interface PlannedContents {
  readonly plan: Plan;
  /** New contents by sha256, to be stored before the plan can be approved. JARs are stored already. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/**
 * Turns change requests into a plan. One that cannot be planned exactly (held instance, unreadable file, edit refused, an edit that
 * changes nothing) becomes a refusal with its reason; all others are in the plan.
 */
export function makePlan(input: PlanInput): PlannedContents {
  const refusals: PlanRefusal[] = [...(input.refused ?? [])];
  const contents = new Map<string, Uint8Array>();
  const planned: { readonly target: PlanTarget; readonly changed: readonly ChangedFile[] }[] = [];
  const files = filesById(input.files);
  const targets = new Map(input.targets.map((target) => [target.instanceId, target]));
  for (const [instanceId, changeRequests] of groupBy(input.changeRequests, (request) => request.instanceId)) {
    const refuse = (path: string, reason: string): void => void refusals.push({ instanceId, path, reason });
    const target = targets.get(instanceId);
    if (target === undefined || target.hold !== undefined) {
      const reason =
        target === undefined ? 'this instance is not known' : `the instance is on hold: ${target.hold}`;
      for (const request of changeRequests) refuse(request.path, reason);
      continue;
    }
    const changed = changeFiles(changeRequests, target, files, input, refuse);
    if (changed.length === 0) continue;
    for (const { change, bytes } of changed) if (bytes !== undefined) contents.set(change.after!, bytes);
    planned.push({ target, changed });
  }
  const consequences = input.consequences?.(planned.flatMap((one) => contentsOf(one, files)));
  const instances = planned.map(({ target, changed }) =>
    planInstance(target, changed, consequences?.get(target.instanceId) ?? [], input),
  );
  const waves = arrangeWaves(instances, targets, input.waves);
  return { plan: { waves, refusals, hash: hashOfPlan({ waves, refusals }, input.sha256) }, contents };
}

type FilesById = ReadonlyMap<string, TargetFile>;

const fileIdOf = (instanceId: string, path: string): string => JSON.stringify([instanceId, path]);

/** Of two entries for one file the first counts. */
function filesById(files: readonly TargetFile[]): FilesById {
  const byId = new Map<string, TargetFile>();
  for (const file of files) {
    const id = fileIdOf(file.instanceId, file.path);
    if (!byId.has(id)) byId.set(id, file);
  }
  return byId;
}

function changeFiles(
  changeRequests: readonly ExactChangeRequest[],
  target: PlanTarget,
  files: FilesById,
  input: PlanInput,
  refuse: (path: string, reason: string) => void,
): ChangedFile[] {
  const changed: ChangedFile[] = [];
  for (const [path, ofFile] of groupBy(changeRequests, (request) => request.path)) {
    const file = files.get(fileIdOf(target.instanceId, path));
    const result = changeFile(ofFile, target, file, input);
    if ('refused' in result) refuse(path, result.refused);
    else changed.push(result);
  }
  return changed;
}

/** The configuration files of an instance on both sides. */
function contentsOf(
  { target, changed }: { readonly target: PlanTarget; readonly changed: readonly ChangedFile[] },
  files: FilesById,
): ChangedContent[] {
  const { instanceId } = target;
  return changed
    .filter(({ change }) => change.kind === 'config')
    .map(({ change: { path }, bytes: after }) => {
      const before = files.get(fileIdOf(instanceId, path))?.bytes;
      return { instanceId, path, ...(before && { before }), ...(after && { after }) };
    });
}

function planInstance(
  target: PlanTarget,
  changed: readonly ChangedFile[],
  consequences: readonly Risk[],
  input: PlanInput,
): InstancePlan {
  const files = changed.map(({ change }) => change).sort((a, b) => compareTexts(a.path, b.path));
  // A stopped server reads its files when it starts; nothing has to be restarted for that.
  const restart =
    target.running &&
    files.some(
      ({ kind, plugin, path, beforeFirstBoot }) =>
        beforeFirstBoot !== true && (kind === 'jar' || input.needsRestart(plugin, path)),
    );
  return {
    instanceId: target.instanceId,
    name: target.name,
    host: target.host,
    platform: target.platform,
    files,
    restart,
    risks: [
      ...changed.flatMap((one) => one.risks),
      ...consequences,
      ...instanceRisks(target, restart, files),
    ],
  };
}

function instanceRisks(target: PlanTarget, restart: boolean, files: readonly FileChange[]): Risk[] {
  const risks: Risk[] = [];
  if (restart && target.players !== 0)
    risks.push({
      kind: 'players_online',
      message:
        target.players === undefined
          ? 'it is not known how many players are online'
          : `${counted(target.players, 'player is', 'players are')} online and would be disturbed by the restart`,
    });
  if (!target.running)
    risks.push({
      kind: 'instance_stopped',
      message: `the instance is stopped; ${counted(files.length, 'change is', 'changes are')} proved only when it starts`,
    });
  return risks;
}
