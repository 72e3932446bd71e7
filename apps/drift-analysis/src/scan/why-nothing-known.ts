import type { HostLiveness } from '@archivesmp/contracts/agent';

/**
 * Why a scan finds no instance at all, where agents say so themselves: nothing to look at is no good end of a scan then.
 * @param host the one that is scanned; left out: all
 * @returns undefined: no agent that lives complains, and there may simply be none
 */
export function whyNothingKnown(agents: readonly HostLiveness[], host?: string): string | undefined {
  const complaints = agents.flatMap(({ host: name, state, heartbeat }) =>
    state === 'alive' && heartbeat?.discoveryError !== undefined && (host === undefined || host === name)
      ? [`The agent of ${name} finds no instances: ${heartbeat.discoveryError}.`]
      : [],
  );
  return complaints.length === 0 ? undefined : complaints.join(' ');
}
