import type { FoundInstance } from '@archivesmp/contracts/agent';
import type { HealthState, Platform } from '@archivesmp/contracts/vocabulary';

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
  readonly trouble?: string;
}

/** What one agent says. `state` as its heartbeat's age tells. */
export interface AgentAnswer {
  readonly host: string;
  readonly state: 'alive' | 'stale' | 'silent';
  readonly instances: readonly FoundInstance[];
  /** Set when the agent could not list its disk: then an absent instance proves nothing. */
  readonly discoveryError?: string;
}

/** What the history knows of an instance; it fills in for whoever is silent. */
export interface KnownInstance {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly host: string;
  readonly platform: Platform;
  readonly folder: string;
  readonly panel?: string;
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
  /** Hosts of which everybody who would know has answered: only there does a missing instance count as gone. */
  readonly completeHosts: readonly string[];
}

interface Draft {
  panel?: PanelInstance & { readonly of: string };
  agent?: FoundInstance & { readonly of: string };
}

/**
 * Brings together what panels and agents see. Identity is AMP's UUID. An agent's folder without an id of AMP is the
 * panel's instance of that name on the same host. Nobody's silence removes an instance: a host is complete only when its
 * panel, if it has one, answered and its agent, if it ever had one, lives and could list its disk.
 */
export function mergeFleet(
  panels: readonly PanelAnswer[],
  agents: readonly AgentAnswer[],
  known: readonly KnownInstance[] = [],
): MergedFleet {
  const before = new Map(known.map((one) => [one.id, one]));
  const drafts = new Map<string, Draft>();
  for (const panel of panels)
    for (const instance of panel.instances)
      drafts.set(instance.id, { panel: { ...instance, of: panel.panel } });
  for (const agent of agents)
    for (const found of agent.instances) {
      const id = found.identified
        ? found.instanceId
        : (twinOf(found, agent.host, drafts) ?? found.instanceId);
      drafts.set(id, { ...drafts.get(id), agent: { ...found, of: agent.host } });
    }
  const trouble = new Map<string, string>();
  for (const answer of panels) if (answer.trouble !== undefined) trouble.set(answer.panel, answer.trouble);
  const hosts = new Set([...panels.map(({ panel }) => panel), ...agents.map(({ host }) => host)]);
  return {
    instances: [...drafts].map(([id, draft]) => seen(id, draft, before.get(id), trouble)),
    completeHosts: [...hosts].filter((host) => isComplete(host, panels, agents)).sort(),
  };
}

function twinOf(found: FoundInstance, host: string, drafts: ReadonlyMap<string, Draft>): string | undefined {
  for (const [id, { panel }] of drafts) if (panel?.of === host && panel.name === found.folder) return id;
  return undefined;
}

function seen(
  id: string,
  { panel, agent }: Draft,
  known: KnownInstance | undefined,
  trouble: ReadonlyMap<string, string>,
): SeenInstance {
  const host = agent?.of ?? known?.host ?? panel!.of;
  const home = panel?.of ?? known?.panel;
  const noPanel = trouble.has(host)
    ? `the panel of ${host} does not answer: ${trouble.get(host)}`
    : 'no panel lists it';
  const health = panel?.health ?? 'unknown';
  const healthReason = panel ? panel.healthReason : noPanel;
  return {
    id,
    // because: while the panel is silent an agent without AMP's list knows an instance by its folder only
    name: panel?.name ?? known?.name ?? agent!.name,
    friendlyName: panel?.friendlyName ?? known?.friendlyName ?? agent!.friendlyName,
    host,
    platform: platformOf(agent?.platform, panel?.platform, known?.platform),
    folder: agent?.folder ?? known?.folder ?? panel!.name,
    ...(home !== undefined && { panel: home }),
    health,
    ...(healthReason !== undefined && { healthReason }),
    ...(panel && { metrics: panel.metrics }),
  };
}

/** The first who knows: the disk, then the panel, then what was known before. */
const platformOf = (...said: readonly (Platform | undefined)[]): Platform =>
  said.find((platform) => platform !== undefined && platform !== 'unknown') ?? 'unknown';

function isComplete(host: string, panels: readonly PanelAnswer[], agents: readonly AgentAnswer[]): boolean {
  const panel = panels.find((answer) => answer.panel === host);
  const agent = agents.find((answer) => answer.host === host);
  const agentIsSure = agent === undefined || (agent.state === 'alive' && agent.discoveryError === undefined);
  return panel?.trouble === undefined && agentIsSure && (panel !== undefined || agent !== undefined);
}
