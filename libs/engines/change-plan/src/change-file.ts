import { bukkitMistake, loadMistake, mistakeText, type LoadMistake } from '@archivesmp/baseline';
import { editConfig, nodeOf, type ConfigNode, type Edit } from '@archivesmp/config-text';
import { judgeBeside, MASK } from '@archivesmp/drift';
import { showKey } from '@archivesmp/contracts/vocabulary';
import { type EditRequest, inItsView } from './in-its-view.js';
import type { SecretJudge } from '@archivesmp/secrets';
import { judgeAt } from './judge-at.js';
import { rootOfContent } from './meaning.js';
import type { FileChange, KeyChange, Risk } from './plan.js';
import type { PlanInput } from './plan-input.js';
import { shownNode } from './show/shown-node.js';
import { typeRisks } from './type-risks.js';
import { valueAt } from './show/value-at.js';
import { whyForeign, whyNotTarget, type Target } from './target/judge-target.js';
import type { PlanTarget, TargetFile, ExactChangeRequest } from './exact-change-request.js';

export interface ChangedFile {
  readonly change: FileChange;
  readonly risks: readonly Risk[];
  /** The new content; left out for JARs and deletions. */
  readonly bytes?: Uint8Array;
}

type Tools = Pick<PlanInput, 'sha256' | 'pluginPlatforms' | 'asIs' | 'judgeOf'>;
type Result = ChangedFile | { readonly refused: string };

/** All change requests for one file of one instance, made into one change. Edits of several requests are joined in their order. */
export function changeFile(
  changeRequests: readonly ExactChangeRequest[],
  target: PlanTarget,
  file: TargetFile | undefined,
  tools: Tools,
): Result {
  const [first, ...rest] = changeRequests;
  if (rest.some((request) => request.kind !== 'edit') || (rest.length > 0 && first!.kind !== 'edit'))
    return { refused: 'two change requests for this file cannot both be met; decide for one' };
  const fileTarget = targetOf(first!, target, file, tools);
  const notThere = whyNotTarget(fileTarget);
  if (notThere !== undefined) return { refused: notThere };
  if (first!.kind === 'jar') return changeJar(first!, target);
  if (file === undefined)
    return { refused: 'it is not known what the file holds now; scan the instance first' };
  if (first!.kind === 'delete') return deleteFile(first!, file, tools);
  const result =
    first!.kind === 'write'
      ? replaceWhole(first!, file, tools)
      : editFile(changeRequests as readonly EditRequest[], file, tools);
  const foreign = whyForeign(fileTarget);
  if ('refused' in result || foreign === undefined) return result;
  const risk: Risk = { kind: 'platform_mismatch', message: `${first!.path} is there, but ${foreign}` };
  return { ...result, risks: [...result.risks, risk] };
}

function targetOf(
  request: ExactChangeRequest,
  { platform }: PlanTarget,
  file: TargetFile | undefined,
  tools: Tools,
): Target {
  const { path, plugin, kind } = request;
  return {
    path,
    plugin,
    platform,
    kind: kind === 'jar' ? 'jar' : 'config',
    isNew: kind === 'jar' ? request.before === null : file?.state === 'absent',
    ...(kind === 'write' && request.restores === true && { retainsName: true }),
    pluginPlatforms: kind === 'jar' ? request.platforms : tools.pluginPlatforms?.(plugin),
  };
}

function changeJar(request: ExactChangeRequest & { kind: 'jar' }, target: PlanTarget): Result {
  if (!request.platforms.includes(target.platform))
    return {
      refused: `the JAR runs on ${request.platforms.join(', ')}, this instance is ${target.platform}; a JAR of another platform breaks the server`,
    };
  if (request.sha256 === request.before) return { refused: 'this very JAR is installed already' };
  const change: FileChange = {
    path: request.path,
    plugin: request.plugin,
    kind: 'jar',
    before: request.before,
    after: request.sha256,
    keys: [],
  };
  return { change, risks: [] };
}

function deleteFile(
  request: ExactChangeRequest & { kind: 'delete' },
  file: TargetFile,
  tools: Tools,
): Result {
  if (file.state === 'absent')
    return { refused: `the file is not there${file.reason === undefined ? '' : `; ${file.reason}`}` };
  if (file.bytes === undefined) return { refused: whyNotBackedUp(file) };
  const change: FileChange = {
    path: request.path,
    plugin: request.plugin,
    kind: 'config',
    before: tools.sha256(file.bytes),
    after: null,
    keys: [],
    because: request.because,
    ...(file.like !== undefined && { likeBefore: file.like }),
  };
  return { change, risks: [{ kind: 'deletion', message: `${request.path} would be deleted` }] };
}

function replaceWhole(
  request: ExactChangeRequest & { kind: 'write' },
  file: TargetFile,
  tools: Tools,
): Result {
  if (file.state !== 'absent' && file.bytes === undefined) return { refused: whyNotBackedUp(file) };
  const before = file.bytes === undefined ? null : tools.sha256(file.bytes);
  const after = tools.sha256(request.bytes);
  if (before === after) return { refused: 'the file holds this already' };
  const mistake = request.format && loadMistake(request.bytes, { ...request, format: request.format });
  if (mistake !== undefined && tools.asIs !== true)
    return {
      refused: `the new text would not load: ${mistakeText(mistake)}; ask with asIs (--as-is) if it is meant to be so`,
    };
  const risks: Risk[] = loadRisks(request, mistake);
  const replaced =
    file.bytes && request.format && loadMistake(file.bytes, { ...request, format: request.format });
  if (replaced !== undefined)
    risks.push({
      kind: 'not_understood_target',
      message: `${request.path} does not parse as it is now (${mistakeText(replaced)}) and would be replaced as a whole`,
    });
  if (file.bytes !== undefined && request.format !== undefined) {
    const reading = { view: 'plain', separator: '.', ...request, format: request.format } as const;
    risks.push(...typeRisks(rootOfContent(file.bytes, reading), rootOfContent(request.bytes, reading)));
  }
  if (request.beforeFirstBoot)
    risks.push({
      kind: 'plugin_not_installed',
      message: `${request.plugin} is not installed: its JAR comes from the updater, and ${request.path} waits for its first boot`,
    });
  return {
    change: {
      path: request.path,
      plugin: request.plugin,
      kind: 'config',
      before,
      after,
      keys: [],
      ...readingOf(request),
      ...(request.beforeFirstBoot && { beforeFirstBoot: true }),
      ...(request.like !== undefined && { likeAfter: request.like }),
      ...(request.like !== undefined && file.like !== undefined && { likeBefore: file.like }),
      because: request.because,
    },
    risks,
    bytes: request.bytes,
  };
}

function loadRisks(
  request: ExactChangeRequest & { kind: 'write' },
  mistake: LoadMistake | undefined,
): Risk[] {
  const { path, bytes, format } = request;
  const inBukkit = format && mistake === undefined && bukkitMistake(bytes, { ...request, format });
  const why = mistake === undefined ? inBukkit && `Bukkit says “${inBukkit}”` : mistakeText(mistake);
  return why ? [{ kind: 'would_not_load', message: `${path} would not load: ${why}` }] : [];
}

function editFile(asked: readonly EditRequest[], file: TargetFile, tools: Tools): Result {
  const { plugin, path, format, view = 'plain', separator = '.' } = asked[0]!;
  if (file.state === 'absent')
    return { refused: `the file is not there; ${file.reason ?? 'write it as a whole'}` };
  if (file.bytes === undefined) return { refused: whyUnknown(file) };
  if (asked.some((request) => (request.view ?? 'plain') !== view || (request.separator ?? '.') !== separator))
    return {
      refused: 'two change requests for this file read its keys differently; plan them one after the other',
    };
  const seen = rootOfContent(file.bytes, { format, view, separator });
  const changeRequests = asked.map((request) => inItsView(request, seen));
  const edits = changeRequests.flatMap((request) => request.edits);
  const edited = editConfig(file.bytes, format, edits, { view, separator });
  if (edited.state === 'refused') return { refused: `${showKey(edited.edit.path)}: ${edited.reason}` };
  const before = tools.sha256(file.bytes);
  const after = tools.sha256(edited.bytes);
  if (before === after) return { refused: 'the file holds these values already' };
  const will = rootOfContent(edited.bytes, { format, view, separator });
  const judge = judgeBeside(judgeAt(tools.judgeOf, { plugin, path }), [seen, will]);
  const keys = changeRequests.flatMap((request) =>
    request.edits.map((edit) => keyChange(edit, request, seen, judge)),
  );
  const risks: Risk[] = keys
    .filter(({ before, after }) => before?.includes(MASK) === true || after?.includes(MASK) === true)
    .map((key) => ({ kind: 'secret_involved', message: `${showKey(key.path)} holds a secret` }));
  for (const edit of edits)
    if (edit.op === 'unset')
      risks.push({ kind: 'deletion', message: `the key ${showKey(edit.path)} would be removed` });
  risks.push(...typeRisks(seen, will));
  const change: FileChange = {
    path,
    plugin,
    kind: 'config',
    before,
    after,
    keys,
    ...readingOf(changeRequests[0]!),
  };
  return { change, risks, bytes: edited.bytes };
}

/** Why the bytes of a file that is there are not known, and what to do. */
function whyUnknown({ state, reason }: TargetFile): string {
  if (state === 'unsettled')
    return 'the file was being written when it was last looked at; it is looked at again by itself, plan again then';
  return `the file cannot be read${reason === undefined ? '' : `: ${reason}`}`;
}

const whyNotBackedUp = (file: TargetFile): string => `${whyUnknown(file)}, so it could not be backed up`;

type Reading = Pick<FileChange, 'format' | 'view' | 'separator'>;

const readingOf = ({ format, view, separator }: Reading): Reading => ({
  ...(format !== undefined && { format }),
  ...(view !== undefined && { view }),
  ...(separator !== undefined && { separator }),
});

function keyChange(
  edit: Edit,
  request: EditRequest,
  seen: ConfigNode | undefined,
  judge: SecretJudge,
): KeyChange {
  const before = valueAt(seen, edit.path, judge);
  return {
    path: edit.path,
    because: request.because,
    ...(before !== undefined && { before }),
    ...(edit.op !== 'unset' && { after: shownNode(nodeOf(edit.value), edit.path, judge) }),
  };
}
