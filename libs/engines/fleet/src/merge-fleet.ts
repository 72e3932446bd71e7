import type { FoundInstance } from '@archivesmp/contracts/agent';
import type { HealthState, Platform } from '@archivesmp/contracts/vocabulary';
import type { Contradiction } from './contradiction.js';
import { decideOwner, type Owner } from './owner.js';

/** An instance as a panel reports it. */
export interface PanelInstance {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly platform: Platform;
  readonly health: HealthState;
  /** In the panel's own words, when health is not simply good. */
  readonly healthReason?: string;
  readonly metrics: InstanceLoad;
  /** Name of the machine, where a panel controls several; it counts when it is the name of a host. */
  readonly machine?: string;
}

/** Load as the panel measured it; what it does not measure is absent. */
export interface InstanceLoad {
  readonly cpuPercent?: number;
  readonly memoryMb?: number;
  readonly players?: number;
  readonly playersMax?: number;
  readonly tps?: number;
}

/** What one panel answered. */
export interface PanelAnswer {
  /** Name of the panel: the physical host it runs on. */
  readonly panel: string;
  readonly instances: readonly PanelInstance[];
  /** Set when it did not answer, or not for all of its machines: what it does not list is then not gone. */
  readonly failure?: string;
}

/** What one agent says. `state` as its heartbeat's age tells. */
export interface AgentAnswer {
  readonly host: string;
  readonly state: 'alive' | 'stale' | 'silent';
  readonly instances: readonly FoundInstance[];
  /** Set when the agent could not list its disk: then an absent instance proves nothing. */
  readonly discoveryError?: string;
}

/** What the history knows of an instance; it fills in for a panel or agent that does not answer. */
export interface KnownInstance {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly host: string;
  readonly platform: Platform;
  readonly folder: string;
  readonly panel?: string;
  /** The host that a person named. */
  readonly assignedHost?: string;
}

/** One instance of the fleet, put together from all who know it. */
export interface SeenInstance {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly host: string;
  readonly platform: Platform;
  readonly folder: string;
  readonly panel?: string;
  readonly health: HealthState;
  readonly healthReason?: string;
  /** Left out: no panel measured it. */
  readonly metrics?: InstanceLoad;
}

/** The fleet as panels and agents together tell it. */
export interface MergedFleet {
  readonly instances: readonly SeenInstance[];
  /** Hosts whose panel and agent have answered: only there does a missing instance count as gone. */
  readonly completeHosts: readonly string[];
  /** Who says otherwise about where an instance lives, and is not believed; sorted. */
  readonly contradictions: readonly Contradiction[];
  /** Instances of an agent that were left out because its host has too many that no panel ever listed. */
  readonly crowded: readonly { readonly host: string; readonly refused: number }[];
}

/** So many instances of a host may be there that no panel ever listed: an agent cannot fill the history with ghosts. */
export const MOST_UNLISTED = 500;

interface Listed extends PanelInstance {
  readonly panel: string;
  readonly host: string;
}

interface Reported extends FoundInstance {
  readonly host: string;
  readonly isAlive: boolean;
}

/** Everything that is said about one instance. */
interface InstanceReports {
  readonly panels: Listed[];
  readonly agents: Reported[];
}

/**
 * Brings together what panels and agents see. Identity is AMP's UUID. An agent's folder without an id of AMP is the
 * panel's instance of that name on the same host. Each instance lives on one host (`decideOwner`): what others report of it is shown as a
 * contradiction and not believed. Silence removes no instance: a host is complete only when its
 * panel, if it has one, answered and its agent, if it ever had one, lives and could list its disk.
 */
export function mergeFleet(
  panels: readonly PanelAnswer[],
  agents: readonly AgentAnswer[],
  known: readonly KnownInstance[] = [],
): MergedFleet {
  const before = new Map(known.map((one) => [one.id, one]));
  const reports = gathered(panels, agents, before);
  const panelFailures = new Map<string, string>();
  for (const answer of panels)
    if (answer.failure !== undefined) panelFailures.set(answer.panel, answer.failure);
  const whole = new Set(panels.filter((answer) => answer.failure === undefined).map(({ panel }) => panel));
  const room = new Unlisted(known);
  const instances: SeenInstance[] = [];
  const contradictions: Contradiction[] = [];
  for (const [id, one] of [...reports].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const recorded = before.get(id);
    const owner = decideOwner({
      ...(recorded?.assignedHost !== undefined && { assigned: recorded.assignedHost }),
      panels: one.panels,
      agents: one.agents.map(({ host }) => host),
      ...(recorded && { known: recorded }),
      answered: (panel) => whole.has(panel),
    })!;
    contradictions.push(...contradicting(id, one, owner));
    if (recorded === undefined && one.panels.length === 0 && !room.takeHost(owner.host)) continue;
    const listed = one.panels.find(({ host }) => host === owner.host) ?? listedFor(one, owner);
    const reported = one.agents.find(({ host }) => host === owner.host);
    if (listed === undefined && reported === undefined) continue;
    instances.push(seen(id, owner.host, { listed, reported }, recorded, panelFailures));
  }
  const hosts = new Set([...panels.map(({ panel }) => panel), ...agents.map(({ host }) => host)]);
  return {
    instances,
    completeHosts: [...hosts].filter((host) => isComplete(host, panels, agents)).sort(),
    contradictions: contradictions.sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1)),
    crowded: room.crowded(),
  };
}

const orderOf = ({ claimedBy, instanceId, by }: Contradiction): string => `${claimedBy} ${instanceId} ${by}`;

/** Where a person named another host than the panel, the panel's word about everything else still counts. */
const listedFor = ({ panels }: InstanceReports, { reason }: Owner): Listed | undefined =>
  reason === 'person' ? panels[0] : undefined;

/** Room for instances that no panel ever listed, by host. */
class Unlisted {
  private readonly counts = new Map<string, number>();
  private readonly refused = new Map<string, number>();

  constructor(known: readonly KnownInstance[]) {
    for (const { host, panel } of known) if (panel === undefined) this.count(this.counts, host);
  }

  takeHost(host: string): boolean {
    const isFree = (this.counts.get(host) ?? 0) < MOST_UNLISTED;
    this.count(isFree ? this.counts : this.refused, host);
    return isFree;
  }

  crowded(): { host: string; refused: number }[] {
    return [...this.refused].map(([host, refused]) => ({ host, refused }));
  }

  private count(of: Map<string, number>, host: string): void {
    of.set(host, (of.get(host) ?? 0) + 1);
  }
}

function gathered(
  panels: readonly PanelAnswer[],
  agents: readonly AgentAnswer[],
  known: ReadonlyMap<string, KnownInstance>,
): Map<string, InstanceReports> {
  const hosts = new Set([
    ...panels.map(({ panel }) => panel),
    ...agents.map(({ host }) => host),
    ...[...known.values()].map(({ host }) => host),
  ]);
  const reports = new Map<string, InstanceReports>();
  const reportsOf = (id: string): InstanceReports => {
    const one = reports.get(id) ?? { panels: [], agents: [] };
    reports.set(id, one);
    return one;
  };
  for (const { panel, instances } of panels)
    for (const instance of instances) {
      const { machine } = instance;
      const host = machine !== undefined && hosts.has(machine) ? machine : panel;
      reportsOf(instance.id).panels.push({ ...instance, panel, host });
    }
  const byName = new Map<string, string>();
  for (const [id, one] of reports) for (const { host, name } of one.panels) byName.set(`${host} ${name}`, id);
  const inOrder = [...agents].sort((left, right) => rank(left) - rank(right));
  for (const { host, state, instances } of inOrder)
    for (const found of instances) {
      const twin = found.identified ? undefined : byName.get(`${host} ${found.folder}`);
      reportsOf(twin ?? found.instanceId.toLowerCase()).agents.push({
        ...found,
        host,
        isAlive: state === 'alive',
      });
    }
  return reports;
}

const RANKS = { alive: 0, stale: 1, silent: 2 } as const;
const rank = ({ state }: AgentAnswer): number => RANKS[state];

/** An agent that fell silent may still name what has long been moved: only those that live contradict. */
function contradicting(
  instanceId: string,
  { panels, agents }: InstanceReports,
  { host: owner, reason }: Owner,
): Contradiction[] {
  const claim = (claimedBy: string, by: 'agent' | 'panel', name: string): Contradiction => ({
    instanceId,
    name,
    claimedBy,
    by,
    owner,
    reason,
  });
  const found = [
    ...panels.map(({ host, name }) => claim(host, 'panel', name)),
    ...agents.filter(({ isAlive }) => isAlive).map(({ host, name }) => claim(host, 'agent', name)),
  ].filter(({ claimedBy }) => claimedBy !== owner);
  return [...new Map(found.map((one) => [orderOf(one), one])).values()];
}

function seen(
  id: string,
  host: string,
  { listed, reported }: { listed: Listed | undefined; reported: Reported | undefined },
  known: KnownInstance | undefined,
  panelFailures: ReadonlyMap<string, string>,
): SeenInstance {
  const home = listed?.panel ?? known?.panel;
  const noPanel = panelFailures.has(host)
    ? `the panel of ${host} does not answer: ${panelFailures.get(host)}`
    : 'no panel lists it';
  const health = listed?.health ?? 'unknown';
  const healthReason = listed ? listed.healthReason : noPanel;
  return {
    id,
    // While the panel is silent an agent without AMP's list knows an instance by its folder only
    name: listed?.name ?? known?.name ?? reported!.name,
    friendlyName: listed?.friendlyName ?? known?.friendlyName ?? reported!.friendlyName,
    host,
    platform: platformOf(reported?.platform, listed?.platform, known?.platform),
    folder: reported?.folder ?? known?.folder ?? listed!.name,
    ...(home !== undefined && { panel: home }),
    health,
    ...(healthReason !== undefined && { healthReason }),
    ...(listed && { metrics: listed.metrics }),
  };
}

/** The first who knows: the disk, then the panel, then what was known before. */
const platformOf = (...reports: readonly (Platform | undefined)[]): Platform =>
  reports.find((platform) => platform !== undefined && platform !== 'unknown') ?? 'unknown';

function isComplete(host: string, panels: readonly PanelAnswer[], agents: readonly AgentAnswer[]): boolean {
  const panel = panels.find((answer) => answer.panel === host);
  const agent = agents.find((answer) => answer.host === host);
  const agentIsSure = agent === undefined || (agent.state === 'alive' && agent.discoveryError === undefined);
  return panel?.failure === undefined && agentIsSure && (panel !== undefined || agent !== undefined);
}
