import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RenderedConfigs } from '@archivesmp/artifacts';
import { isExpectedOn } from '@archivesmp/baseline';
import { sha256Hex } from '@archivesmp/digests';
import { describedInstance, isFileOn } from '@archivesmp/fleet';
import { changeRequestsForPlugin } from '@archivesmp/change-plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { RenderedInstance } from '@archivesmp/contracts/rendered';
import type { BaselineChanges, FleetReads } from '@archivesmp/history';
import type { DesiredStates } from '@archivesmp/hub-wiring';
import { namedFleet } from '@archivesmp/fleet';
import type { KnownFleet } from '../fleet/known-fleet.js';
import { tarArchive } from './tar-archive.js';

/** What an instance should have: the list, and each content by `<Plugin>/<path>`. */
export interface Rendered {
  readonly listing: RenderedInstance;
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

const zip = promisify(gzip);

/** Baselines, variables and deviations made into the files of one instance. Nothing is changed on any server. */
export class RenderInstance {
  constructor(
    private readonly fleet: FleetReads,
    private readonly known: KnownFleet,
    private readonly desired: DesiredStates,
    private readonly changes: BaselineChanges,
    private readonly archives: RenderedConfigs,
  ) {}

  /**
   * @param only this file alone is rendered and listed; all when left out
   * @throws Problem `resource.not-found` or `resource.conflict` for the instance; `baseline.invalid`; `artifacts.unavailable`
   */
  async renderInstance(
    nameOrId: string,
    only?: { readonly plugin: string; readonly path: string },
    now = new Date(),
  ): Promise<Rendered> {
    const { id, name: shownName } = await this.known.oneInstance(nameOrId);
    const fleet = namedFleet(await this.fleet.listInstances());
    const { desired, rules } = await this.desired.forScan(randomUUID(), fleet.instances, now);
    const instance = describedInstance(desired.fleet, fleet, id);
    if (instance === undefined)
      throw new Problem('resource.not-found', 'This instance is gone; nothing is expected of it.');
    const contents = new Map<string, Uint8Array>();
    const leftOut: RenderedInstance['leftOut'] = [];
    for (const [plugin, files] of [...desired.plugins].sort(([one], [other]) => (one < other ? -1 : 1))) {
      if (only !== undefined && plugin !== only.plugin) continue;
      if (!isExpectedOn(desired, plugin, instance).expected) continue;
      for (const [file, expected] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
        if (only !== undefined && file !== only.path) continue;
        if (!isFileOn(plugin, file, instance.platform)) continue;
        if (desired.isUnmanaged(`${plugin}/${file}`)) continue;
        // What would be written where nothing is, is exactly what should be there
        const absent = { instanceId: id, path: file, state: 'absent' as const };
        const made = changeRequestsForPlugin({
          instanceId: id,
          instance,
          plugin,
          installed: true,
          rules,
          files: [{ file, expected, now: absent }],
        });
        for (const { reason } of made.left) leftOut.push({ plugin, path: file, reason });
        for (const request of made.changeRequests)
          if (request.kind === 'write') contents.set(`${plugin}/${file}`, request.bytes);
      }
    }
    const [newest] = (await this.changes.listBaselineRevisions({ limit: 1 })).revisions;
    const files = [...contents].map(([file, bytes]) => {
      const slash = file.indexOf('/');
      const sha256 = sha256Hex(bytes);
      return { plugin: file.slice(0, slash), path: file.slice(slash + 1), size: bytes.length, sha256 };
    });
    const list = {
      instance: shownName,
      instanceId: id,
      ...(newest !== undefined && { version: newest.version }),
      files,
      leftOut,
    };
    return { listing: list, contents };
  }

  /** All of it as one archive with its `metadata.json`; it rests in the bucket, too. @throws Problem as `renderInstance` */
  async archiveInstance(nameOrId: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const { listing: list, contents } = await this.renderInstance(nameOrId);
    const files = [...contents].map(([path, content]) => ({ path, content }));
    const metadata = { path: 'metadata.json', content: Buffer.from(JSON.stringify(list, null, 2)) };
    const bytes = await zip(tarArchive([metadata, ...files]));
    await this.archives.storeRenderedConfig(list.instanceId, bytes);
    return { name: `${list.instance}.tar.gz`, bytes };
  }
}
