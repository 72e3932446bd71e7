import { loadMistake, votesOfContent, type RuleVote } from '@archivesmp/baseline';
import {
  type FileCopy,
  isComparedAmong,
  canHaveOutliers,
  type NoMajority,
  outliersAmong,
  type Outlier,
} from '@archivesmp/drift';
import type { FileReader } from './file-reader.js';
import { stampOf, trusted } from './file-stamp.js';
import { compareText } from './fleet-folder.js';
import type { OpenSlice } from './open-slice.js';
import type { ScanContext } from './scan-context.js';
import type { PluginSighting } from './plugin-sighting.js';
import type { ScanResult } from './scan-task.js';
import { BASELINE_ROW, type SliceMemory, type ScannedFileStatus } from './slice-memory.js';

/** The files of one plugin that no baseline describes, where they were seen, and where results go. */
export interface OthersWork {
  readonly plugin: string;
  /** Of other files of the plugin. */
  readonly hasBaseline: boolean;
  readonly sightings: readonly PluginSighting[];
  readonly context: ScanContext;
  readonly reader: FileReader;
  readonly result: ScanResult;
}

/** What the copies of one file came to; remembered in the baseline's row. */
interface OthersRemark {
  readonly outliers: readonly Outlier[];
  readonly noMajority: readonly NoMajority[];
  readonly votes: readonly RuleVote[];
}

type Memory = SliceMemory<OthersRemark>;

/** Compares the instances with each other, file by file. */
export function scanOthers(work: OthersWork, slice: OpenSlice | undefined): void {
  const found = new Set(work.sightings.flatMap(({ folder }) => folder.others));
  const files = [...found].sort(compareText);
  const memory = slice?.memoryOf<OthersRemark>('others', files);
  for (const [fileIndex, file] of files.entries()) {
    if (!isRead(file, work)) skip(file, fileIndex, work, memory);
    else if (memory && isUnchanged(file, fileIndex, work, memory)) recallFile(fileIndex, work, memory);
    else compareCopies(file, fileIndex, work, memory);
  }
}

/** Whether anything is to be learned from its content. */
function isRead(file: string, { plugin, context }: OthersWork): boolean {
  const isText = context.desired.readers.formatOf(plugin, file) === 'text';
  const isCompared = !isText && isComparedAmong({ plugin, path: file }, false, context.desired);
  return isCompared || context.fleetRules.concerns(plugin, file);
}

function skip(file: string, fileIndex: number, work: OthersWork, memory: Memory | undefined): void {
  for (const { row, folder } of work.sightings) {
    if (!folder.files.has(file)) continue;
    if (memory && memory.fileStatus(row, fileIndex) !== 'skipped')
      memory.recordFile(row, fileIndex, undefined, 'skipped');
    countFile('skipped', 0, work);
  }
}

/** The same instances have the file as before, and none of them touched it. */
function isUnchanged(file: string, fileIndex: number, { sightings }: OthersWork, memory: Memory): boolean {
  if (memory.remark(BASELINE_ROW, fileIndex) === undefined) return false;
  return sightings.every(({ row, folder, root }) => {
    if (!folder.files.has(file)) return memory.fileStatus(row, fileIndex) === 'unknown';
    const stamp = stampOf(`${root}/${file}`);
    return stamp !== undefined && memory.isUnchanged(row, fileIndex, stamp);
  });
}

function recallFile(fileIndex: number, work: OthersWork, memory: Memory): void {
  addOutliers(memory.remark(BASELINE_ROW, fileIndex)!, work);
  for (const { row } of work.sightings) {
    const status = memory.fileStatus(row, fileIndex);
    if (status !== 'unknown') countFile(status, memory.stampAt(row, fileIndex)?.size ?? 0, work);
  }
}

function addOutliers({ outliers, noMajority, votes }: OthersRemark, { result, sightings }: OthersWork): void {
  const judged = new Set(
    sightings.flatMap(({ instance }) => (instance.isJudged ? [instance.facts.name] : [])),
  );
  result.outliers.push(...outliers.filter(({ instance }) => judged.has(instance)));
  result.noMajority.push(...noMajority);
  result.votes.push(...votes);
}

function compareCopies(file: string, fileIndex: number, work: OthersWork, memory: Memory | undefined): void {
  const { plugin, context } = work;
  const location = { plugin, path: file };
  const { copies, contents, votes } = readCopies(file, fileIndex, work, memory);
  const names = copies.map(({ content }) => content);
  const isCompared = canHaveOutliers(location, false, names, context);
  const report = isCompared
    ? outliersAmong(location, copies, (content) => contents[Number(content)], context)
    : { outliers: [], noMajority: [] };
  const remark = { ...report, votes };
  memory?.recordFile(BASELINE_ROW, fileIndex, undefined, 'unknown', remark);
  addOutliers(remark, work);
}

interface Copies {
  readonly copies: readonly FileCopy[];
  /** Each content once; copies name it by its number. */
  readonly contents: readonly Buffer[];
  readonly votes: readonly RuleVote[];
}

function readCopies(file: string, fileIndex: number, work: OthersWork, memory: Memory | undefined): Copies {
  const { plugin, context, reader } = work;
  const format = context.desired.readers.formatOf(plugin, file);
  const contents: Buffer[] = [];
  const statuses: Exclude<ScannedFileStatus, 'unknown'>[] = [];
  const copies: FileCopy[] = [];
  const votes: RuleVote[] = [];
  for (const { root, folder, row, instance } of work.sightings) {
    const content = folder.files.has(file)
      ? reader.readIntoBuffer(`${root}/${file}`, memory !== undefined)
      : undefined;
    if (content === undefined || content.state === 'vanished') {
      memory?.recordFile(row, fileIndex, undefined, 'unknown');
      continue;
    }
    if (content.state !== 'ok') {
      memory?.recordFile(row, fileIndex, undefined, 'unreadable');
      countFile('unreadable', 0, work);
      continue;
    }
    let number = contents.findIndex((known) => known.equals(reader.bytes));
    if (number < 0) {
      number = contents.push(Buffer.from(reader.bytes)) - 1;
      statuses.push(loadMistake(contents[number]!, { format }) ? 'notUnderstood' : 'skipped');
    }
    const status = statuses[number]!;
    memory?.recordFile(row, fileIndex, trusted(content.stamp, Date.now()), status);
    countFile(status, content.length, work);
    if (status !== 'notUnderstood') copies.push({ instance: instance.facts, content: number });
    const location = { instance: instance.facts, plugin, path: file };
    votes.push(...votesOfContent(context.fleetRules, location, contents[number]!, context.desired.readers));
  }
  return { copies, contents, votes };
}

/** Files that a baseline's plugin has beside its baseline were counted when they were judged; of those only the bytes are. */
function countFile(
  status: Exclude<ScannedFileStatus, 'unknown'>,
  bytes: number,
  { result, hasBaseline }: OthersWork,
): void {
  const { counts } = result;
  counts.bytes += bytes;
  if (hasBaseline) return;
  counts.files++;
  counts[status]++;
}
