import { viewOf } from '@archivesmp/baseline';
import { type ConfigNode, formatOf, readConfig } from '@archivesmp/config-text';
import { findOutliers, type OutlierGroup, type OutlierObservation } from '@archivesmp/drift';
import type { FileReader } from './file-reader.js';
import { compareText } from './fleet-folder.js';
import type { ScanContext } from './scan-context.js';
import type { PluginSighting } from './scan-plugin.js';
import type { ScanResult } from './scan-task.js';

/** Compares the instances with each other, file by file. Equal bytes are parsed once. */
export function scanOutliers(
  plugin: string,
  sightings: readonly PluginSighting[],
  context: ScanContext,
  reader: FileReader,
  result: ScanResult,
): void {
  const formats = context.document.plugins.get(plugin)?.formats;
  const files = new Set(sightings.flatMap((sighting) => [...sighting.files]));
  const groups = groupsOf(context);
  for (const file of [...files].sort(compareText)) {
    if (formatOf(file, formats) === 'text') continue;
    const observations = observe(plugin, file, sightings, context, reader, result);
    const report = findOutliers({ plugin, file }, observations, {
      groups,
      isIgnored: (path, instance) => isIgnored(context, plugin, file, path, instance),
    });
    result.outliers.push(...report.outliers);
    result.noMajority.push(...report.noMajority);
  }
}

interface Variant {
  readonly bytes: Buffer;
  readonly root: ConfigNode | undefined;
}

function observe(
  plugin: string,
  file: string,
  sightings: readonly PluginSighting[],
  context: ScanContext,
  reader: FileReader,
  result: ScanResult,
): OutlierObservation[] {
  const about = context.document.plugins.get(plugin);
  const variants: Variant[] = [];
  const observations: OutlierObservation[] = [];
  for (const sighting of sightings) {
    if (!sighting.files.has(file)) continue;
    const content = reader.read(`${sighting.folder}/${file}`, false);
    if (content.state === 'vanished') continue;
    result.counts.files++;
    if (content.state !== 'ok') {
      result.counts.unreadable++;
      continue;
    }
    result.counts.bytes += content.length;
    let variant = variants.find(({ bytes }) => bytes.equals(reader.bytes));
    if (variant === undefined) {
      const bytes = Buffer.from(reader.bytes);
      const reading = readConfig(bytes, formatOf(file, about?.formats));
      const root = reading.state === 'ok' ? viewOf(reading.root, about?.reader ?? 'plain') : undefined;
      variants.push((variant = { bytes, root }));
    }
    if (variant.root === undefined) result.counts.unreadable++;
    else if (variant === variants[0]) result.counts.equal++;
    const { name, host } = sighting.instance.folder;
    observations.push({ instance: name, host, root: variant.root });
  }
  return variants.length > 1 ? observations : [];
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
  context: ScanContext,
  plugin: string,
  file: string,
  path: readonly (string | number)[],
  instance: string,
): boolean {
  const scanned = context.instances.find(({ facts }) => facts.name === instance);
  const subject = { plugin, file, path, kind: 'wrong_value' as const };
  return scanned !== undefined && context.rules.ignoring(subject, scanned.facts) !== undefined;
}
