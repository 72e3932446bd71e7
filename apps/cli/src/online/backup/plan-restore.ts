import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { untilMade } from '../plan/plan-on-hub.js';
import { presentPlan } from '../plan/present-plan.js';
import { timeOption } from '../time-option.js';
import { findBackup } from './show-backups.js';
import type { RestoreFlags } from './backup-flags.js';

/** Makes a plan that brings something back, and shows it. */
export function planRestore(
  typed: string | undefined,
  flags: RestoreFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { file, instance, at, plugin, title, asIs } = flags;
  const isWhole = instance !== undefined || at !== undefined || plugin !== undefined;
  if (isWhole === (typed !== undefined) || (isWhole && (instance === undefined || at === undefined)))
    throw new Error('restore: say either a backup, or --instance and --at');
  if (isWhole && file !== undefined)
    throw new Error('restore: --file goes with a backup, not with --instance');
  const titled = { ...(title !== undefined && { title }), ...(asIs && { asIs }) };
  return onHub(flags, terminal, async (hub) => {
    const asked =
      typed === undefined
        ? await hub.call('POST /api/v1/backups/restore', {
            body: {
              instance: instance!,
              at: timeOption('--at', at!),
              ...(plugin && { plugins: [...plugin] }),
              ...titled,
            },
          })
        : await hub.call('POST /api/v1/backups/{id}/restore', {
            path: { id: await findBackup(hub, typed) },
            body: { ...(file && { files: [...file] }), ...titled },
          });
    const plan = await untilMade(hub, asked, terminal);
    await presentPlan(plan, hub, flags, terminal);
    return plan.state === 'open' ? EXIT.ok : EXIT.notSucceeded;
  });
}
