import { counted } from '@archivesmp/contracts/counted';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';

const SHOWN = 5;

/** Has the hub recompute the chain of its record, and tells the first row at which it does not hold. */
export function verifyAudit(flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const verdict = await hub.call('GET /api/v1/audit/verification');
    const { rows, head, cut, broken, checkpoints } = verdict;
    const refused = checkpoints?.refused ?? [];
    if (flags.json) printDocument(verdict, terminal);
    else if (broken === undefined) {
      terminal.print(
        terminal.colors.green(`The record holds: ${counted(rows, 'row')}, each sealed with the one before.`),
      );
      if (cut !== undefined)
        terminal.print(
          `A signed anchor stands for ${counted(cut.rows, 'older row')}, until ${printable(cut.until)}.`,
        );
      if (checkpoints === undefined || checkpoints.newest === undefined)
        terminal.print(
          checkpoints === undefined
            ? 'No note of it is kept in the bucket, because storage.key is not set: that nothing was cut off its end is not proved.'
            : 'No note of it in the bucket is ours: that nothing was cut off its end is not proved.',
        );
      else
        terminal.print(
          `It agrees with ${counted(checkpoints.compared, 'signed checkpoint')} in the bucket, the newest of ${printable(checkpoints.newest)}.`,
        );
      terminal.print(`newest seal ${head}`);
    } else {
      const at = broken.at === undefined ? '' : ` of ${broken.at}`;
      terminal.print(
        terminal.colors.red(printable(`The record is broken at row ${broken.id}${at}: ${broken.why}`)),
      );
      terminal.print(`${counted(rows, 'row before it holds', 'rows before it hold')}.`);
    }
    if (flags.json !== true) printRefused(refused, terminal);
    return broken === undefined && refused.length === 0 ? EXIT.ok : EXIT.notSucceeded;
  });
}

function printRefused(refused: readonly string[], terminal: Terminal): void {
  for (const reason of refused.slice(0, SHOWN))
    terminal.print(terminal.colors.red(printable(`checkpoint: ${reason}`)));
  if (refused.length > SHOWN)
    terminal.print(terminal.colors.red(`and ${refused.length - SHOWN} more; --json has them all`));
}
