import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { findId } from '../find-id.js';
import { onHub } from '../on-hub.js';
import { timeOption } from '../time-option.js';
import { printDocument } from '../print-document.js';
import type { FindingDecisionFlags } from './finding-flags.js';

const DONE = {
  keep: 'kept as intended',
  unkeep: 'no longer kept',
  ignore: 'ignored',
  unignore: 'no longer ignored',
} as const;

/** What can be decided about one finding. */
export type FindingDecision = keyof typeof DONE;
const UNDOES: ReadonlySet<FindingDecision> = new Set(['unkeep', 'unignore']);

/** Keeps a finding as intended, ignores it, or takes either back. @throws Error without the reason that it needs */
export function decideFinding(
  way: FindingDecision,
  id: string,
  flags: FindingDecisionFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { reason, owner, until, wholeFile, everywhere } = flags;
  if (reason === undefined && !UNDOES.has(way))
    throw new Error(`finding ${way}: say with --reason why; others will read it`);
  if (until !== undefined) timeOption('--until', until);
  return onHub(flags, terminal, async (hub) => {
    const path = { id: await findId(hub, 'finding', id) };
    const undo = { path, ...(reason && { query: { reason } }) };
    const kept =
      way === 'unkeep' || way === 'unignore'
        ? way === 'unkeep'
          ? await hub.call('DELETE /api/v1/findings/{id}/keep', undo)
          : await hub.call('DELETE /api/v1/findings/{id}/ignore', undo)
        : way === 'keep'
          ? await hub.call('POST /api/v1/findings/{id}/keep', {
              path,
              body: {
                reason: reason!,
                ...(owner !== undefined && { owner }),
                ...(until !== undefined && { until }),
                ...(wholeFile && { wholeFile: true }),
              },
            })
          : await hub.call('POST /api/v1/findings/{id}/ignore', {
              path,
              body: { reason: reason!, ...(everywhere && { everywhere: true }) },
            });
    if (flags.json) printDocument(kept, terminal);
    else terminal.print(printable(`${DONE[way]} for ${kept.for}; scan ${kept.scanId} judges it again`));
    return EXIT.ok;
  });
}
