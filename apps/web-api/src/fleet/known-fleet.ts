import { nameWithHost } from '@archivesmp/fleet';
import { hintFor } from '@archivesmp/contracts/closest-name';
import type { InstanceView } from '@archivesmp/contracts/fleet';
import { Problem } from '@archivesmp/contracts/problem';
import type { ConfigFileReads, FleetReads } from '@archivesmp/history';
import { instanceView } from './instance-view.js';

/** Checks names that callers send against the fleet, so that a typing error is an answer and not an empty list. */
export class KnownFleet {
  constructor(
    private readonly fleet: FleetReads,
    private readonly files: ConfigFileReads,
  ) {}

  /** The host, or undefined for "all". Throws `request.invalid` naming the one that was meant, or those there are. */
  async host(name: string | undefined, field: string, all?: 'all'): Promise<string | undefined> {
    if (name === undefined || name === all) return undefined;
    const names = (await this.fleet.listHosts()).map((host) => host.name);
    if (names.includes(name)) return name;
    const hint = hintFor(name, [...(all ? [all] : []), ...names]) || '; no host was discovered yet';
    throw unknown(field, `is not a host of the fleet${hint}`);
  }

  /** Throws `request.invalid` when no instance of this name or id is there. */
  async instance(nameOrId: string | undefined, field: string): Promise<void> {
    if (nameOrId === undefined) return;
    if ((await this.fleet.listInstances({ instance: nameOrId })).length > 0) return;
    const names = (await this.fleet.listInstances()).map(({ name }) => name);
    const hint = hintFor(nameOrId, names.sort()) || '; no instance was discovered yet';
    throw unknown(field, `is neither name nor UUID of an instance${hint}`);
  }

  /**
   * Throws `request.invalid` with the name that is meant when none of these instances has the plugin (of all when left out), and it is
   * not in `also`. Before the first scan plugins are not known, and every name is accepted.
   */
  async plugin(
    name: string | undefined,
    field: string,
    {
      instanceIds,
      also = [],
    }: { readonly instanceIds?: readonly string[]; readonly also?: readonly string[] } = {},
  ): Promise<void> {
    if (name === undefined || also.includes(name)) return;
    const seen = await this.files.listPluginNames(instanceIds);
    if (seen.length === 0 || seen.includes(name)) return;
    throw unknown(
      field,
      `names no plugin that is known there${hintFor(name, [...new Set([...seen, ...also])])}`,
    );
  }

  /** The one instance of this UUID or name; one that is gone only when no other has the name. Throws `resource.not-found` or `resource.conflict`. */
  async oneInstance(nameOrId: string): Promise<InstanceView> {
    const all = await this.fleet.listInstanceRecords({ instance: nameOrId, gone: true });
    const present = all.filter(({ goneAt }) => goneAt === undefined);
    const found = present.length > 0 ? present : all;
    const [one, other] = found;
    if (one === undefined) {
      const names = (await this.fleet.listInstances()).map(({ name }) => name);
      const hint = hintFor(nameOrId, names.sort());
      throw new Problem(
        'resource.not-found',
        `There is no instance with this name or id${hint}${hint.endsWith('?') ? '' : '.'}`,
      );
    }
    if (other !== undefined)
      throw new Problem(
        'resource.conflict',
        `${found.length} instances have this name: ${found.map(nameWithHost).join(', ')}. Name one of them so, or by its UUID.`,
      );
    return instanceView(one, new Date());
  }
}

const unknown = (field: string, message: string): Problem =>
  new Problem('request.invalid', `${field} ${message}${message.endsWith('?') ? '' : '.'}`, {
    errors: [{ field, message }],
  });
