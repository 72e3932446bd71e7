import type { FoundInstance } from '@archivesmp/contracts/agent';
import type { HealthState, Platform } from '@archivesmp/contracts/vocabulary';

/** An instance as a panel reports it. */
export interface PanelInstance {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly platform: Platform;
  readonly tags: readonly string[];
  readonly health: HealthState;
  /** In the panel's own words, when health is not simply good. */
  readonly healthReason?: string;
}

/** What one panel answered. `instances` is undefined when it did not; `reason` says why. */
export interface PanelAnswer {
  /** Name of the panel: the physical host it runs on. */
  readonly panel: string;
  readonly instances?: readonly PanelInstance[];
  readonly reason?: string;
}

/** What one agent says. `state` as its heartbeat's age tells. */
export interface AgentAnswer {
  readonly host: string;
  readonly state: 'alive' | 'stale' | 'silent';
  readonly instances: readonly FoundInstance[];
  /** Set when the agent could not list its disk: then an absent instance proves nothing. */
  readonly discoveryError?: string;
}

/** An instance the history knows. */
export interface KnownInstance {
  readonly id: string;
  readonly host: string;
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
  readonly tags: readonly string[];
  readonly health: HealthState;
  readonly healthReason?: string;
}

export interface MergedFleet {
  readonly hosts: readonly string[];
  readonly instances: readonly SeenInstance[];
  /** Ids of known instances that everybody who would know says are gone. */
  readonly gone: readonly string[];
}

interface Draft {
  panel?: PanelInstance & { readonly of: string };
  agent?: FoundInstance & { readonly of: string };
}

/**
 * Brings together what panels and agents see. Identity is AMP's UUID. An agent's folder without an id of AMP is the
 * panel's instance of that name on the same host. Nobody's silence removes an instance: it is gone only when its panel
 * answered without it and its host's agent, if the host ever had one, lives, could list its disk and does not see it.
 */
export function mergeFleet(
  known: readonly KnownInstance[],
  panels: readonly PanelAnswer[],
  agents: readonly AgentAnswer[],
): MergedFleet {
  const drafts = new Map<string, Draft>();
  for (const panel of panels)
    for (const instance of panel.instances ?? [])
      drafts.set(instance.id, { panel: { ...instance, of: panel.panel } });
  for (const agent of agents)
    for (const found of agent.instances) {
      const id = found.identified
        ? found.instanceId
        : (twinOf(found, agent.host, drafts) ?? found.instanceId);
      drafts.set(id, { ...drafts.get(id), agent: { ...found, of: agent.host } });
    }
  const silentPanels = new Map(
    panels.filter(({ instances }) => !instances).map(({ panel, reason }) => [panel, reason]),
  );
  const instances = [...drafts].map(([id, draft]) => seen(id, draft, silentPanels));
  return {
    hosts: [...new Set([...panels.map(({ panel }) => panel), ...agents.map(({ host }) => host)])].sort(),
    instances,
    gone: known
      .filter(({ id }) => !drafts.has(id))
      .filter((one) => isGone(one, panels, agents))
      .map(({ id }) => id),
  };
}

function twinOf(found: FoundInstance, host: string, drafts: ReadonlyMap<string, Draft>): string | undefined {
  for (const [id, { panel }] of drafts) if (panel?.of === host && panel.name === found.folder) return id;
  return undefined;
}

function seen(
  id: string,
  { panel, agent }: Draft,
  silentPanels: ReadonlyMap<string, string | undefined>,
): SeenInstance {
  const host = agent?.of ?? panel!.of;
  const noPanel = silentPanels.has(host)
    ? `the panel of ${host} does not answer${reasonOf(silentPanels.get(host))}`
    : 'no panel lists it';
  const health = panel?.health ?? 'unknown';
  const healthReason = panel ? panel.healthReason : noPanel;
  const platform = agent && agent.platform !== 'unknown' ? agent.platform : (panel?.platform ?? 'unknown');
  return {
    id,
    name: panel?.name ?? agent!.name,
    friendlyName: panel?.friendlyName ?? agent!.friendlyName,
    host,
    platform,
    folder: agent?.folder ?? panel!.name,
    ...(panel && { panel: panel.of }),
    tags: panel?.tags ?? [],
    health,
    ...(healthReason !== undefined && { healthReason }),
  };
}

const reasonOf = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);

function isGone(one: KnownInstance, panels: readonly PanelAnswer[], agents: readonly AgentAnswer[]): boolean {
  const panel = panels.find((answer) => answer.panel === (one.panel ?? one.host));
  const agent = agents.find((answer) => answer.host === one.host);
  const agentSaysNo = agent !== undefined && agent.state === 'alive' && agent.discoveryError === undefined;
  if (panel?.instances) return agent === undefined || agentSaysNo;
  // because: where no panel is set up for its host, the agent alone knows; a panel that is down says nothing
  return panel === undefined && one.panel === undefined && agentSaysNo;
}
