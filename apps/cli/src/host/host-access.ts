import type { OnlineFlags } from '../online/hub-command.js';
import { onHub } from '../online/on-hub.js';
import { printDocument } from '../online/print-document.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { printable } from '../terminal/printable.js';
import { intoFile, type OutFlags } from '../terminal/into-file.js';
import type { Terminal } from '../terminal/terminal.js';

/** What to do with the file. */
const NEXT = {
  add: (host: string) =>
    `Put this into /etc/archivesmp/agent.yaml of ${host} (chmod 600), fill in the commented lines, and start its agent.`,
  rotate: (host: string) =>
    `Put token and redis of this into the agent.yaml that the agent of ${host} runs with, leave all else there as it is, and restart it.`,
} as const;

/** Options of the verbs that give a file. */
export interface AccessFlags extends OnlineFlags, OutFlags {
  readonly withoutPanel?: true;
}

/** Gives the agent of a host what it logs in with, or replaces that, and prints its settings file, or writes it into a new one. */
export async function giveAccess(
  name: string,
  kind: 'add' | 'rotate',
  flags: AccessFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  let wasGiven = false;
  try {
    return await intoFile(flags, terminal, (to) =>
      onHub(flags, to, async (hub) => {
        const given =
          kind === 'add'
            ? await hub.call('POST /api/v1/hosts', {
                body: { name, ...(flags.withoutPanel && { withoutPanel: true }) },
              })
            : await hub.call('POST /api/v1/hosts/{name}/rotation', { path: { name } });
        wasGiven = true;
        if (flags.json) printDocument(given, to);
        else {
          for (const line of given.file.trimEnd().split('\n')) to.print(line);
          to.say(printable(NEXT[kind](given.host)));
        }
        return EXIT.ok;
      }),
    );
  } catch (error) {
    if (!wasGiven) throw error;
    throw new Error(
      `${(error as Error).message}; ${name} has new access all the same, which nobody knows now: asmp host rotate ${name} gives it another`,
      { cause: error },
    );
  }
}

/** Takes the access of a host away. */
export function revokeAccess(name: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    await hub.call('DELETE /api/v1/hosts/{name}/access', { path: { name } });
    if (flags.json) printDocument({ revoked: name }, terminal);
    else {
      terminal.print(printable(`the agent of ${name} has no access any more`));
      terminal.say(printable(`The host stays in sight until asmp host remove ${name}.`));
    }
    return EXIT.ok;
  });
}
