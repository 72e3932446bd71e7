import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';

/** Why an instance is said to be on a host. */
export interface AssignFlags extends OnlineFlags {
  readonly reason: string;
}

/** Says on which host an instance lives. */
export function assignHost(
  instance: string,
  host: string,
  flags: AssignFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { reason } = flags;
  return onHub(flags, terminal, async (hub) => {
    const path = { id: instance };
    const view = await hub.call('PUT /api/v1/instances/{id}/host', { path, body: { host, reason } });
    if (flags.json) printDocument(view, terminal);
    else
      terminal.print(
        printable(
          `${view.name} is on ${view.host}, whatever panels and agents say; asmp unassign ${instance} leaves it to them again`,
        ),
      );
    return EXIT.ok;
  });
}

/** Leaves it to panels and agents again. */
export function unassignHost(instance: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const view = await hub.call('DELETE /api/v1/instances/{id}/host', { path: { id: instance } });
    if (flags.json) printDocument(view, terminal);
    else terminal.print(printable(`${view.name} stays on ${view.host} until a panel lists it elsewhere`));
    return EXIT.ok;
  });
}
