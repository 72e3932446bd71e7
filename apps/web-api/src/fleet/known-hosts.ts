import { hintFor } from '@archivesmp/contracts/closest-name';
import type { HostLiveness } from '@archivesmp/contracts/agent';
import type { HostView } from '@archivesmp/contracts/fleet';
import { Problem } from '@archivesmp/contracts/problem';
import type {
  FleetReads,
  Heartbeats,
  HostAccesses,
  InstanceClaims,
  HostAccessStatus,
} from '@archivesmp/history';
import type { HostSettings } from '@archivesmp/service-kit';

/** Every known host: as panel of the settings, by what was discovered, by its agent, or by the access that it was given. */
export class KnownHosts {
  private readonly panels: ReadonlySet<string>;

  constructor(
    private readonly fleet: FleetReads,
    private readonly heartbeats: Heartbeats,
    private readonly accesses: HostAccesses,
    private readonly claims: InstanceClaims,
    settings: Pick<HostSettings, 'amp_servers'>,
  ) {
    this.panels = new Set(settings.amp_servers.map(({ name }) => name));
  }

  /** By name. */
  async listHosts(now = new Date()): Promise<HostView[]> {
    const found = new Map((await this.fleet.listHosts()).map((host) => [host.name, host.instances]));
    const agents = new Map((await this.heartbeats.listHostLiveness(now)).map((one) => [one.host, one]));
    const accesses = new Map((await this.accesses.listHostAccessStatuses(now)).map((one) => [one.host, one]));
    const claimed = Map.groupBy(await this.claims.listClaims(), ({ claimedBy }) => claimedBy);
    const names = new Set([...this.panels, ...found.keys(), ...agents.keys(), ...accesses.keys()]);
    return [...names].sort().map((name) => ({
      name,
      ...agentSection(agents.get(name)),
      ...accessSection(accesses.get(name)),
      instances: found.get(name) ?? 0,
      panel: this.panels.has(name),
      claims: new Set(claimed.get(name)?.map(({ instanceId }) => instanceId)).size,
    }));
  }

  /** @throws Problem `resource.not-found`, with the name that may be meant */
  async getHost(name: string): Promise<HostView> {
    const all = await this.listHosts();
    const host = all.find((one) => one.name === name);
    if (host !== undefined) return host;
    const hint = hintFor(
      name,
      all.map((one) => one.name),
    );
    throw new Problem(
      'resource.not-found',
      `No host is called ${name}${hint}${hint.endsWith('?') ? '' : '.'}`,
    );
  }

  /** The same for a token, which may be for any host that is known. @throws Problem `request.invalid` */
  async refuseUnknown(names: readonly string[], field: string): Promise<void> {
    if (this.panels.size === 0 || names.length === 0) return;
    const known = (await this.listHosts()).map(({ name }) => name);
    for (const name of names)
      if (!known.includes(name)) this.refuse(name, field, known, `asmp host add ${name} --without-panel`);
  }

  /**
   * A mistyped name would give access to no host. Where the settings name no panel, every name is accepted.
   * @throws Problem `request.invalid` for a name that no panel has
   */
  refuseWithoutPanel(name: string, field: string): void {
    if (this.panels.size === 0 || this.panels.has(name)) return;
    this.refuse(name, field, [...this.panels].sort(), `--without-panel (withoutPanel over the API)`);
  }

  private refuse(name: string, field: string, known: readonly string[], way: string): never {
    const hint = hintFor(name, known);
    throw new Problem(
      'request.invalid',
      `There is no panel of the name ${name} in amp_servers${hint}${hint.endsWith('?') ? '' : '.'} One that is meant to have none: ${way}.`,
      { errors: [{ field, message: `names no panel of amp_servers${hint}` }] },
    );
  }
}

function agentSection(
  agent: HostLiveness | undefined,
): Pick<HostView, 'agent' | 'hubReachable'> & Partial<HostView> {
  const { state = 'silent', ageSeconds, receivedAt, heartbeat } = agent ?? {};
  const { version, clockSkewSeconds, hubReachable = false, discoveryError } = heartbeat ?? {};
  return {
    agent: state,
    ...(ageSeconds !== undefined && { agentAgeSeconds: Math.round(ageSeconds) }),
    ...(receivedAt !== undefined && { lastHeardAt: receivedAt.toISOString() }),
    ...(version !== undefined && { agentVersion: version }),
    ...(clockSkewSeconds !== undefined && { clockSkewSeconds }),
    ...(discoveryError !== undefined && { discoveryError }),
    hubReachable,
  };
}

const accessSection = (
  access: HostAccessStatus | undefined,
): Pick<HostView, 'access'> & Partial<Pick<HostView, 'accessSince'>> =>
  access === undefined
    ? { access: 'none' }
    : { access: access.state, accessSince: access.since.toISOString() };
