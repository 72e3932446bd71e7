import type { HostView } from '@archivesmp/api-client';
import type { OnlineFlags } from '../online/hub-command.js';
import { onHub } from '../online/on-hub.js';
import { printDocument } from '../online/print-document.js';
import { tableLines } from '../online/table-lines.js';
import { spanText, timeText } from '../online/time-text.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';

/** Every host that is known: what its agent logs in with, when it was heard, what is on it and what it claims. */
export function listHosts(flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const list = await hub.call('GET /api/v1/hosts');
    if (flags.json) printDocument(list, terminal);
    else if (list.count === 0) terminal.message('No host is known: amp_servers of host.yaml names none.');
    else {
      for (const line of tableLines(list.hosts.map(rowOf))) terminal.print(printable(line));
      for (const { name, discoveryError } of list.hosts)
        if (discoveryError !== undefined)
          terminal.print(printable(`${name}: its agent says: ${discoveryError}`));
    }
    return EXIT.ok;
  });
}

/** Takes a host out of sight. */
export function removeHost(name: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const removed = await hub.call('DELETE /api/v1/hosts/{name}', { path: { name } });
    const { host, gone, tokens } = removed;
    if (flags.json) printDocument(removed, terminal);
    else {
      terminal.print(printable(`${host} is in no list any more; what was recorded of it stays`));
      if (gone.length > 0) terminal.print(printable(`gone with it: ${gone.join(', ')}`));
      if (tokens.length > 0)
        terminal.print(printable(`tokens that speak for it no longer: ${tokens.join(', ')}`));
    }
    return EXIT.ok;
  });
}

function rowOf({ name, panel, instances, claims, ...host }: HostView): string[] {
  return [
    name,
    accessText(host),
    agentText(host),
    `${instances} instance${instances === 1 ? '' : 's'}`,
    claims === 0 ? 'claims none' : `claims ${claims} of others (asmp claims)`,
    ...(panel ? [] : ['no panel in amp_servers']),
  ];
}

const ACCESS: Readonly<Record<HostView['access'], string>> = {
  given: 'access given',
  expired: 'access expired',
  revoked: 'access revoked',
  'other-token': 'a token made otherwise',
  none: 'no access given here',
};

const accessText = ({ access, accessSince }: Pick<HostView, 'access' | 'accessSince'>): string =>
  `${ACCESS[access]}${accessSince === undefined ? '' : ` ${timeText(accessSince)}`}`;

function agentText({ agent, agentAgeSeconds }: Pick<HostView, 'agent' | 'agentAgeSeconds'>): string {
  if (agentAgeSeconds === undefined) return 'agent never heard';
  return `agent ${agent}, heard ${spanText(agentAgeSeconds * 1_000)} ago`;
}
