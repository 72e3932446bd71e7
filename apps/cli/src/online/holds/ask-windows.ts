import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';

/** Whether changes are allowed now. */
export function askWindows(flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const answer = await hub.call('GET /api/v1/change-windows');
    if (flags.json) printDocument(answer, terminal);
    else terminal.print(printable(answer.sentence));
    return answer.allowed ? EXIT.ok : EXIT.notSucceeded;
  });
}
