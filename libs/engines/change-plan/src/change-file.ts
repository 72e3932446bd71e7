import { bukkitMistake, loadMistake, sayMistake, type LoadMistake } from '@archivesmp/baseline';
import { editConfig, nodeOf, type ConfigNode, type Edit } from '@archivesmp/config-text';
import { judgeBeside, MASK } from '@archivesmp/drift';
import { showKey } from '@archivesmp/contracts/vocabulary';
import { type EditWish, inItsView } from './in-its-view.js';
import type { SecretJudge } from '@archivesmp/secrets';
import { judgeAt } from './judge-at.js';
import { rootOf } from './meaning.js';
import type { FileChange, KeyChange, Risk } from './plan.js';
import type { PlanInput } from './plan-input.js';
import { shownNode } from './show/shown-node.js';
import { typeRisks } from './type-risks.js';
import { valueAt } from './show/value-at.js';
import { whyForeign, whyNotTarget, type Target } from './target/judge-target.js';
import type { PlanTarget, TargetFile, Wish } from './wish.js';

export interface ChangedFile {
  readonly change: FileChange;
  readonly risks: readonly Risk[];
  /** The new content; left out for JARs and deletions. */
  readonly bytes?: Uint8Array;
}

type Tools = Pick<PlanInput, 'sha256' | 'pluginPlatforms' | 'asIs' | 'judgeOf'>;
type Result = ChangedFile | { readonly refused: string };

/** All wishes for one file of one instance, made into one change. Edits of several wishes are joined in their order. */
export function changeFile(
  wishes: readonly Wish[],
  target: PlanTarget,
  file: TargetFile | undefined,
  tools: Tools,
): Result {
  const [first, ...rest] = wishes;
  if (rest.some((wish) => wish.kind !== 'edit') || (rest.length > 0 && first!.kind !== 'edit'))
    return { refused: 'two wishes for this file cannot both be met; decide for one' };
  const place = placeOf(first!, target, file, tools);
  const notThere = whyNotTarget(place);
  if (notThere !== undefined) return { refused: notThere };
  if (first!.kind === 'jar') return changeJar(first!, target);
  if (file === undefined)
    return { refused: 'it is not known what the file holds now; scan the instance first' };
  if (first!.kind === 'delete') return deleteFile(first!, file, tools);
  const result =
    first!.kind === 'write'
      ? writeFile(first!, file, tools)
      : editFile(wishes as readonly EditWish[], file, tools);
  const foreign = whyForeign(place);
  if ('refused' in result || foreign === undefined) return result;
  const risk: Risk = { kind: 'platform_mismatch', message: `${first!.path} is there, but ${foreign}` };
  return { ...result, risks: [...result.risks, risk] };
}

function placeOf(wish: Wish, { platform }: PlanTarget, file: TargetFile | undefined, tools: Tools): Target {
  const { path, plugin, kind } = wish;
  return {
    path,
    plugin,
    platform,
    kind: kind === 'jar' ? 'jar' : 'config',
    isNew: kind === 'jar' ? wish.before === null : file?.state === 'absent',
    ...(kind === 'write' && wish.restores === true && { keptName: true }),
    pluginPlatforms: kind === 'jar' ? wish.platforms : tools.pluginPlatforms?.(plugin),
  };
}

function changeJar(wish: Wish & { kind: 'jar' }, target: PlanTarget): Result {
  if (!wish.platforms.includes(target.platform))
    return {
      refused: `the JAR runs on ${wish.platforms.join(', ')}, this instance is ${target.platform}; a JAR of another platform breaks the server`,
    };
  if (wish.sha256 === wish.before) return { refused: 'this very JAR is installed already' };
  const change: FileChange = {
    path: wish.path,
    plugin: wish.plugin,
    kind: 'jar',
    before: wish.before,
    after: wish.sha256,
    keys: [],
  };
  return { change, risks: [] };
}

function deleteFile(wish: Wish & { kind: 'delete' }, file: TargetFile, tools: Tools): Result {
  if (file.state === 'absent')
    return { refused: `the file is not there${file.reason === undefined ? '' : `; ${file.reason}`}` };
  if (file.bytes === undefined) return { refused: whyNotBackedUp(file) };
  const change: FileChange = {
    path: wish.path,
    plugin: wish.plugin,
    kind: 'config',
    before: tools.sha256(file.bytes),
    after: null,
    keys: [],
    because: wish.because,
    ...(file.like !== undefined && { likeBefore: file.like }),
  };
  return { change, risks: [{ kind: 'deletion', message: `${wish.path} would be deleted` }] };
}

function writeFile(wish: Wish & { kind: 'write' }, file: TargetFile, tools: Tools): Result {
  if (file.state !== 'absent' && file.bytes === undefined) return { refused: whyNotBackedUp(file) };
  const before = file.bytes === undefined ? null : tools.sha256(file.bytes);
  const after = tools.sha256(wish.bytes);
  if (before === after) return { refused: 'the file holds this already' };
  const mistake = wish.format && loadMistake(wish.bytes, { ...wish, format: wish.format });
  if (mistake !== undefined && tools.asIs !== true)
    return {
      refused: `the new text would not load: ${sayMistake(mistake)}; ask with asIs (--as-is) if it is meant to be so`,
    };
  const risks: Risk[] = loadRisks(wish, mistake);
  const replaced = file.bytes && wish.format && loadMistake(file.bytes, { ...wish, format: wish.format });
  if (replaced !== undefined)
    risks.push({
      kind: 'not_understood_target',
      message: `${wish.path} does not parse as it is now (${sayMistake(replaced)}) and would be replaced as a whole`,
    });
  if (file.bytes !== undefined && wish.format !== undefined) {
    const reading = { view: 'plain', separator: '.', ...wish, format: wish.format } as const;
    risks.push(...typeRisks(rootOf(file.bytes, reading), rootOf(wish.bytes, reading)));
  }
  if (wish.beforeFirstBoot)
    risks.push({
      kind: 'plugin_not_installed',
      message: `${wish.plugin} is not installed: its JAR comes from the updater, and ${wish.path} waits for its first boot`,
    });
  return {
    change: {
      path: wish.path,
      plugin: wish.plugin,
      kind: 'config',
      before,
      after,
      keys: [],
      ...readingOf(wish),
      ...(wish.beforeFirstBoot && { beforeFirstBoot: true }),
      ...(wish.like !== undefined && { likeAfter: wish.like }),
      ...(wish.like !== undefined && file.like !== undefined && { likeBefore: file.like }),
      because: wish.because,
    },
    risks,
    bytes: wish.bytes,
  };
}

function loadRisks(wish: Wish & { kind: 'write' }, mistake: LoadMistake | undefined): Risk[] {
  const { path, bytes, format } = wish;
  const inBukkit = format && mistake === undefined && bukkitMistake(bytes, { ...wish, format });
  const why = mistake === undefined ? inBukkit && `Bukkit says “${inBukkit}”` : sayMistake(mistake);
  return why ? [{ kind: 'would_not_load', message: `${path} would not load: ${why}` }] : [];
}

function editFile(asked: readonly EditWish[], file: TargetFile, tools: Tools): Result {
  const { plugin, path, format, view = 'plain', separator = '.' } = asked[0]!;
  if (file.state === 'absent')
    return { refused: `the file is not there; ${file.reason ?? 'write it as a whole'}` };
  if (file.bytes === undefined) return { refused: whyUnknown(file) };
  if (asked.some((wish) => (wish.view ?? 'plain') !== view || (wish.separator ?? '.') !== separator))
    return { refused: 'two wishes for this file read its keys differently; plan them one after the other' };
  const seen = rootOf(file.bytes, { format, view, separator });
  const wishes = asked.map((wish) => inItsView(wish, seen));
  const edits = wishes.flatMap((wish) => wish.edits);
  const edited = editConfig(file.bytes, format, edits, { view, separator });
  if (edited.state === 'refused') return { refused: `${showKey(edited.edit.path)}: ${edited.reason}` };
  const before = tools.sha256(file.bytes);
  const after = tools.sha256(edited.bytes);
  if (before === after) return { refused: 'the file holds these values already' };
  const will = rootOf(edited.bytes, { format, view, separator });
  const judge = judgeBeside(judgeAt(tools.judgeOf, { plugin, path }), [seen, will]);
  const keys = wishes.flatMap((wish) => wish.edits.map((edit) => keyChange(edit, wish, seen, judge)));
  const risks: Risk[] = keys
    .filter(({ before, after }) => before?.includes(MASK) === true || after?.includes(MASK) === true)
    .map((key) => ({ kind: 'secret_involved', message: `${showKey(key.path)} holds a secret` }));
  for (const edit of edits)
    if (edit.op === 'unset')
      risks.push({ kind: 'deletion', message: `the key ${showKey(edit.path)} would be removed` });
  risks.push(...typeRisks(seen, will));
  const change: FileChange = { path, plugin, kind: 'config', before, after, keys, ...readingOf(wishes[0]!) };
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

function keyChange(edit: Edit, wish: EditWish, seen: ConfigNode | undefined, judge: SecretJudge): KeyChange {
  const before = valueAt(seen, edit.path, judge);
  return {
    path: edit.path,
    because: wish.because,
    ...(before !== undefined && { before }),
    ...(edit.op !== 'unset' && { after: shownNode(nodeOf(edit.value), edit.path, judge) }),
  };
}
