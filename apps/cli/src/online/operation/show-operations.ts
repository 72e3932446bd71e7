import { OPERATION_STATES, type OperationState } from '@archivesmp/contracts/vocabulary';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { WaitFlags } from '../deployment/wait-flags.js';
import { findId } from '../find-id.js';
import { onHub } from '../on-hub.js';
import { pageLimit, statesOf } from '../page-options.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';
import { timeText } from '../time-text.js';
import { showOperationEnd } from './follow-operation.js';

/** Options of `asmp operation`. */
export interface OperationFlags extends WaitFlags {
  readonly state?: readonly string[];
  readonly limit: string;
}

/** Everything long-running except scans and deployments, newest first. */
export function listOperations(flags: OperationFlags, terminal: Terminal): Promise<ExitCode> {
  const state = statesOf<OperationState>(flags.state, OPERATION_STATES);
  const limit = pageLimit(flags.limit);
  return onHub(flags, terminal, async (hub) => {
    const page = await hub.call('GET /api/v1/operations', { query: { limit, ...(state && { state }) } });
    if (flags.json) printDocument(page, terminal);
    else {
      const rows = page.operations.map(({ id, requestedAt, kind, state: now, requestedBy, reason }) => [
        id.slice(0, 8),
        timeText(requestedAt),
        kind,
        now,
        requestedBy,
        ...(reason === undefined ? [] : [reason]),
      ]);
      for (const line of tableLines(rows)) terminal.print(printable(line));
      if (page.operations.length === 0)
        terminal.message(
          state === undefined
            ? 'There are no operations.'
            : `There are no operations in the state ${state.join(' or ')}.`,
        );
    }
    return EXIT.ok;
  });
}

/** One of them; with `wait` when it has ended. */
export function showOperation(typed: string, flags: WaitFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const id = await findId(hub, 'operation', typed);
    return showOperationEnd(
      await hub.call('GET /api/v1/operations/{id}', { path: { id } }),
      hub,
      flags,
      terminal,
    );
  });
}
