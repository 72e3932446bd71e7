import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { timeText } from '../time-text.js';

/** Every contradiction about where an instance lives. */
export function listClaims(flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const list = await hub.call('GET /api/v1/claims');
    if (flags.json) printDocument(list, terminal);
    else if (list.count === 0) terminal.message('No agent and no panel claims an instance of another host.');
    else
      for (const { instance, since, says, meanwhile, remedies } of list.claims) {
        const words = [`${instance}: ${says} Since ${timeText(since)}.`, `  ${meanwhile}`];
        for (const line of [...words, ...remedies.map((one) => `  - ${one}`)])
          terminal.print(printable(line));
      }
    return list.count === 0 ? EXIT.ok : EXIT.notSucceeded;
  });
}
