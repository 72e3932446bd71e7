import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compileDesiredState, NO_DEVIATIONS, parseDeviations, seenPlatforms } from '@archivesmp/baseline';
import { sha256Hex } from '@archivesmp/digests';
import { compileRules, type Finding } from '@archivesmp/drift';
import { namedFleet } from '@archivesmp/fleet';
import type { ConfigFile, ObservedFile, ObservedOutlier, ObservedTie } from '@archivesmp/history';
import { ConfigContents, type CompiledState } from '@archivesmp/hub-wiring';
import { discoverHosts, InstanceFiles } from '@archivesmp/instance-files';
import { fileSelection } from '../src/desired/file-selection.js';
import { pluginOutliers } from '../src/outliers/fleet-outliers.js';
import { compareObserved } from '../src/scan/compare-observed.js';
import { nameNotUnderstood } from '../src/scan/name-not-understood.js';
import { filesOf, pluginsOf } from '../src/scan/observe-instance.js';

/** A fleet in folders, with what it should be. */
export interface FleetFolders {
  readonly instances: string;
  /** Left out: there are none. */
  readonly baselines?: string;
  readonly deviations?: string;
}

/** What the hub finds in it. */
export interface HubFindings {
  readonly findings: readonly Finding[];
  readonly outliers: readonly (ObservedOutlier & { readonly instance: string })[];
  readonly ties: readonly ObservedTie[];
}

const LARGEST = 64 * 1024 * 1024;
/**
 * Scans folders as the hub does: an agent's listing of each instance, then the comparison and the search for odd ones that
 * drift-analysis does with it. In place of MariaDB and S3 stand memory and the folders themselves.
 */
export async function hubScan({ instances, baselines, deviations }: FleetFolders): Promise<HubFindings> {
  const document = deviations === undefined ? NO_DEVIATIONS : readDocument(deviations);
  const hosts = await discoverHosts(instances, 'local');
  const found = hosts.flatMap(({ name: host, instances: its }) =>
    its.map((one) => ({ ...one, id: one.instanceId, host, tags: [] })),
  );
  const fleet = namedFleet(found);
  const select = fileSelection(LARGEST, [], document.unmanaged);
  const locations = new Map<string, string>();
  // These folders are not written to, so that nothing need settle
  const disk = InstanceFiles.onDisk(undefined, () => Promise.resolve());
  const scans = [];
  for (const one of found) {
    const listing = await disk.listFiles(one, select);
    for (const file of listing.files)
      if (file.sha256 !== undefined)
        locations.set(file.sha256, path.join(one.directory, one.serverFolder, file.path));
    const manifest = { ...listing, instanceId: one.id, scanId: '', truncated: false };
    scans.push({ id: one.id, manifest: manifest as unknown as Parameters<typeof pluginsOf>[0] });
  }
  const unnamed = compileDesiredState({
    baselines: [],
    deviations: document,
    fleet: fleet.instances,
    now: NOW,
  });
  const platforms = new Map(unnamed.fleet.map((one) => [one.name, one]));
  const seenOn = seenPlatforms(
    scans.flatMap(({ id, manifest }) =>
      pluginsOf(manifest).map(({ plugin }) => ({ instanceId: id, plugin })),
    ),
    (id) => platforms.get(fleet.nameOf.get(id)!),
  );
  const desired = compileDesiredState({
    baselines: baselines === undefined ? [] : baselinesIn(baselines),
    deviations: document,
    fleet: fleet.instances,
    seenOn,
    now: NOW,
  });
  const compiled: CompiledState = { desired, rules: compileRules(document, NOW), refused: [] };
  const contents = new ConfigContents({
    snapshots: { readSnapshot: async (hash: string) => readFileSync(locations.get(hash)!) },
  } as unknown as ConstructorParameters<typeof ConfigContents>[0]);
  const findings: Finding[] = [];
  const files: ConfigFile[] = [];
  for (const { id, manifest } of scans) {
    const observed = filesOf(manifest, (plugin, file) => desired.readers.formatOf(plugin, file));
    const compared = await compareObserved(
      {
        compiled,
        instance: fleet.instances.find(({ name }) => name === fleet.nameOf.get(id))!,
        files: observed,
        plugins: pluginsOf(manifest).map(({ plugin }) => plugin),
        secrets: {},
      },
      contents,
    );
    findings.push(...compared.findings);
    const named = await nameNotUnderstood(observed, [], contents, desired.isData);
    files.push(...named.map((file) => recorded(id, file)));
  }
  const outliers: ObservedOutlier[] = [];
  const ties: ObservedTie[] = [];
  for (const [plugin, its] of Map.groupBy(files, (file) => file.plugin)) {
    const foundOutliers = await pluginOutliers(plugin, its, { compiled, fleet }, contents);
    outliers.push(...foundOutliers.outliers);
    ties.push(...foundOutliers.ties);
  }
  return {
    findings,
    outliers: outliers.map((one) => ({ ...one, instance: fleet.nameOf.get(one.instanceId)! })),
    ties,
  };
}

const NOW = new Date().toISOString();

const recorded = (instanceId: string, file: ObservedFile): ConfigFile =>
  ({ instanceId, ...file }) as unknown as ConfigFile;

function readDocument(file: string) {
  const { document, errors } = parseDeviations(readFileSync(file));
  if (document === undefined) throw new Error(JSON.stringify(errors));
  return document;
}

function baselinesIn(folder: string) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const [plugin = '', ...rest] = path.relative(folder, file).split('/');
      const bytes = readFileSync(file);
      return { plugin, path: rest.join('/'), bytes, sha256: sha256Hex(bytes) };
    })
    .filter(({ path: file }) => file !== '');
}
