import { type KeyView, viewOf } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { type ConfigNode, readConfig } from '@archivesmp/config-text';
import {
  findOutliers,
  type NoMajority,
  type Outlier,
  type OutlierGroup,
  type OutlierObservation,
  sameMeaning,
} from '@archivesmp/drift';
import type { FileReader } from './file-reader.js';
import { type FileStamp, stampOf, trusted } from './file-stamp.js';
import { compareText } from './fleet-folder.js';
import type { OpenSlice } from './open-slice.js';
import type { ScanContext } from './scan-context.js';
import type { PluginSighting } from './plugin-sighting.js';
import type { ScanResult } from './scan-task.js';
import { BASELINE_ROW, type SliceMemory, type Standing } from './slice-memory.js';

/** One plugin without a baseline, where it was seen, and where results go. */
export interface OutlierWork {
  readonly plugin: string;
  readonly sightings: readonly PluginSighting[];
  readonly context: ScanContext;
  readonly reader: FileReader;
  readonly result: ScanResult;
}

/** What comparing the instances came to for one file; remembered in the baseline's row. */
interface OutlierRemark {
  readonly outliers: readonly Outlier[];
  readonly noMajority: readonly NoMajority[];
}

type Memory = SliceMemory<OutlierRemark>;

/** Compares the instances with each other, file by file. Equal bytes are parsed once. */
export function scanOutliers(work: OutlierWork, slice: OpenSlice | undefined): void {
  const { plugin, sightings, context, result } = work;
  const { readers, isData } = context.compiler.facts;
  const files = [...new Set(sightings.flatMap(({ folder }) => [...folder.files]))]
    .filter((file) => readers.formatOf(plugin, file) !== 'text' && !isData(`${plugin}/${file}`))
    .sort(compareText);
  const memory = slice?.memoryOf<OutlierRemark>(files);
  const groups = groupsOf(context);
  for (const [at, file] of files.entries()) {
    if (memory && isUnchanged(file, at, work, memory)) {
      recall(at, work, memory);
      continue;
    }
    const observations = observe(file, at, work, memory);
    const report = findOutliers({ plugin, file }, observations, {
      groups,
      secrets: { judge: work.context.rules.judgeOf(plugin, file) },
      isIgnored: (path, instance) => isIgnored(work, file, path, instance),
    });
    result.outliers.push(...report.outliers);
    result.noMajority.push(...report.noMajority);
    memory?.record(BASELINE_ROW, at, undefined, 'unknown', report);
  }
}

/** The same instances have the file as before, and none of them touched it. */
function isUnchanged(file: string, at: number, { sightings, context }: OutlierWork, memory: Memory): boolean {
  if (memory.remark(BASELINE_ROW, at) === undefined) return false;
  const present = new Set<number>();
  for (const { row, folder, root } of sightings) {
    if (!folder.files.has(file)) continue;
    present.add(row);
    const stamp = stampOf(`${root}/${file}`);
    if (stamp === undefined || !memory.isUnchanged(row, at, stamp)) return false;
  }
  return context.instances.every(
    (_, index) => present.has(index + 1) || memory.standing(index + 1, at) === 'unknown',
  );
}

function recall(at: number, { context, result }: OutlierWork, memory: Memory): void {
  const remark = memory.remark(BASELINE_ROW, at)!;
  result.outliers.push(...remark.outliers);
  result.noMajority.push(...remark.noMajority);
  for (let row = 1; row <= context.instances.length; row++) {
    const standing = memory.standing(row, at);
    if (standing !== 'unknown') count(standing, memory.stampAt(row, at)?.size ?? 0, result);
  }
}

interface Variant {
  readonly bytes: Buffer;
  readonly view: KeyView;
  readonly root: ConfigNode | undefined;
  readonly standing: Exclude<Standing, 'unknown'>;
}

function observe(
  file: string,
  at: number,
  work: OutlierWork,
  memory: Memory | undefined,
): OutlierObservation[] {
  const { reader, result } = work;
  const variants: Variant[] = [];
  const observations: OutlierObservation[] = [];
  for (const { root, folder, row, instance } of work.sightings) {
    const content = folder.files.has(file) ? reader.read(`${root}/${file}`, memory !== undefined) : undefined;
    if (content === undefined || content.state === 'vanished') {
      memory?.record(row, at, undefined, 'unknown');
      continue;
    }
    const note = (standing: Variant['standing'], length: number, stamp?: FileStamp): void => {
      memory?.record(row, at, trusted(stamp, Date.now()), standing);
      count(standing, length, result);
    };
    if (content.state !== 'ok') {
      note('unreadable', 0);
      continue;
    }
    const variant = variantOf(file, instance.facts, variants, work);
    note(variant.standing, content.length, content.stamp);
    const { name, host } = instance.folder;
    observations.push({ instance: name, host, root: variant.root });
  }
  return variants.length > 1 ? observations : [];
}

/** What the reader holds, parsed, or the same bytes seen before in the same view. */
function variantOf(
  file: string,
  on: FleetInstance,
  variants: Variant[],
  { plugin, context, reader }: OutlierWork,
): Variant {
  const view = context.compiler.facts.readers.readingOn(plugin, file, on.platform);
  const seen = variants.find(
    (variant) => isSameView(variant.view, view) && variant.bytes.equals(reader.bytes),
  );
  if (seen !== undefined) return seen;
  const bytes = Buffer.from(reader.bytes);
  const reading = readConfig(bytes, view.format);
  const root = reading.state === 'ok' ? viewOf(reading.root, view) : undefined;
  const first = variants.find((variant) => variant.root !== undefined)?.root;
  const standing =
    root === undefined
      ? 'notUnderstood'
      : first === undefined
        ? 'equal'
        : sameMeaning(first, root)
          ? 'cosmetic'
          : 'differing';
  const variant: Variant = { bytes, view, root, standing };
  variants.push(variant);
  return variant;
}

const isSameView = (one: KeyView, other: KeyView): boolean =>
  one.view === other.view && one.separator === other.separator;

function count(standing: Variant['standing'], bytes: number, { counts }: ScanResult): void {
  counts.files++;
  counts.bytes += bytes;
  counts[standing]++;
}

function groupsOf(context: ScanContext): OutlierGroup[] {
  const tags = new Map<string, Set<string>>();
  for (const { facts } of context.instances) {
    for (const tag of facts.tags) {
      const members = tags.get(tag) ?? new Set();
      tags.set(tag, members.add(facts.name));
    }
  }
  return [...tags].map(([tag, instances]) => ({ name: `tag:${tag}`, instances }));
}

function isIgnored(
  { context, plugin }: OutlierWork,
  file: string,
  path: readonly (string | number)[],
  instance: string,
): boolean {
  const scanned = context.instances.find(({ facts }) => facts.name === instance);
  const subject = { plugin, file, path, kind: 'wrong_value' as const };
  return scanned !== undefined && context.rules.ignoring(subject, scanned.facts) !== undefined;
}
