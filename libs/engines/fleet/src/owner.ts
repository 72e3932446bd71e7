import type { OwnershipReason } from '@archivesmp/contracts/fleet';

/** What is said about where one instance lives. Hosts are named as in the settings. */
export interface Claims {
  /** The host that a person named. */
  readonly assigned?: string;
  /** Panels that list it now, and the host each means. */
  readonly panels: readonly { readonly panel: string; readonly host: string }[];
  /** Hosts whose agents report it, those first whose agents live. */
  readonly agents: readonly string[];
  /** Where it lived until now, and the panel that listed it last, if one ever did. */
  readonly known?: { readonly host: string; readonly panel?: string };
  /** Whether a panel answered whole this time; only then does its silence about an instance mean something. */
  readonly answered: (panel: string) => boolean;
}

/** The one host on which an instance lives, and why. */
export interface Owner {
  readonly host: string;
  readonly reason: OwnershipReason;
}

/**
 * Decides on which host an instance lives. A person's word counts most, then a panel's: of several the one that listed it before, as
 * long as it lists it or does not answer. Without a panel it stays where it is; what no panel ever listed belongs to the
 * first agent that reported it, also when another panel lists it later, until a person says otherwise. No agent moves an instance.
 * @returns undefined when no host is stated
 */
export function decideOwner({ assigned, panels, agents, known, answered }: Claims): Owner | undefined {
  if (assigned !== undefined) return { host: assigned, reason: 'person' };
  const listed = listedBy(panels, known, answered);
  if (listed !== undefined) return { host: listed, reason: 'panel' };
  if (known !== undefined)
    return { host: known.host, reason: known.panel === undefined ? 'first-agent' : 'last-panel' };
  const [reporter] = agents;
  return reporter === undefined ? undefined : { host: reporter, reason: 'first-agent' };
}

/** The host that a panel names and that is believed now. */
function listedBy(
  panels: Claims['panels'],
  known: Claims['known'],
  answered: Claims['answered'],
): string | undefined {
  if (known === undefined) return panels[0]?.host;
  if (known.panel === undefined) return panels.find(({ host }) => host === known.host)?.host;
  const own = panels.find(({ panel }) => panel === known.panel);
  if (own !== undefined) return own.host;
  return answered(known.panel) ? panels[0]?.host : undefined;
}
