import type { OnlineFlags } from '../online/hub-command.js';
import { onHub } from '../online/on-hub.js';
import { printDocument } from '../online/print-document.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';

/** What to do with the file. */
const NEXT = {
  add: (host: string) =>
    `Put this into /etc/archivesmp/agent.yaml of ${host} (chmod 600), fill in the commented lines, and start its agent.`,
  rotate: (host: string) =>
    `Put token and redis of this into the agent.yaml that the agent of ${host} runs with, leave all else there as it is, and restart it.`,
} as const;

/** Gives the agent of a host what it logs in with, or replaces that, and prints its settings file. */
export function giveAccess(
  name: string,
  kind: 'add' | 'rotate',
  flags: OnlineFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const given =
      kind === 'add'
        ? await hub.call('POST /api/v1/hosts', { body: { name } })
        : await hub.call('POST /api/v1/hosts/{name}/rotation', { path: { name } });
    if (flags.json) printDocument(given, terminal);
    else {
      for (const line of given.file.trimEnd().split('\n')) terminal.print(line);
      terminal.say(printable(NEXT[kind](given.host)));
    }
    return EXIT.ok;
  });
}

/** Takes the access of a host away. */
export function revokeAccess(name: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    await hub.call('DELETE /api/v1/hosts/{name}/access', { path: { name } });
    if (flags.json) printDocument({ revoked: name }, terminal);
    else terminal.print(printable(`the agent of ${name} has no access any more`));
    return EXIT.ok;
  });
}
