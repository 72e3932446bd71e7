import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import type { ReasonFlags } from './hold-flags.js';

/** Says that an instance needs a restart, or that it needs none. */
export function markRestart(
  instance: string,
  needs: boolean,
  flags: ReasonFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { reason } = flags;
  return onHub(flags, terminal, async (hub) => {
    const asked = { path: { id: instance }, body: { reason } };
    if (needs) await hub.call('POST /api/v1/instances/{id}/needs-restart', asked);
    else await hub.call('POST /api/v1/instances/{id}/needs-no-restart', asked);
    if (flags.json) printDocument({ instance, needsRestart: needs }, terminal);
    else
      terminal.print(
        printable(
          needs
            ? `${instance} needs a restart; asmp restart --flagged restarts all that do`
            : `${instance} is no longer marked as in need of a restart`,
        ),
      );
    return EXIT.ok;
  });
}
