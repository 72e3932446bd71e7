import type { CaptureBaseline } from '@archivesmp/api-client';
import { decisionsOf } from '../../capture/capture-decisions.js';
import { captureLines } from '../../capture/capture-lines.js';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import type { CaptureFlags } from './baseline-flags.js';

const JUDGED_AGAIN = 'the drift is judged again';

/** Captures on folders where they are named, else on a hub. @throws Error for options that do not go together */
export async function captureFromHub(
  plugin: string,
  flags: CaptureFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { baselines, instances, deviations, reason, hub, tokenFile } = flags;
  if (baselines === undefined) {
    if (instances ?? deviations)
      throw new Error('--instances and --deviations go with --baselines; a hub has its own');
    return captureOnHub(plugin, flags, terminal);
  }
  if (instances === undefined) throw new Error('--baselines goes with --instances: what is to be captured');
  if (reason ?? hub ?? tokenFile)
    throw new Error('--reason, --hub and --token-file are for a hub; folders keep no record of changes');
  const { captureInFolders } = await import('../../capture/capture-in-folders.js');
  return captureInFolders(plugin, { ...flags, baselines, instances }, terminal);
}

/** Shows what capturing would make of a baseline; with --save, saves exactly that. */
function captureOnHub(plugin: string, flags: CaptureFlags, terminal: Terminal): Promise<ExitCode> {
  const { from, file, save, reason } = flags;
  const decisions = decisionsOf(flags);
  const body: CaptureBaseline = {
    plugin,
    ...(from !== undefined && { instance: from }),
    ...(file !== undefined && { files: [...file] }),
    ...(decisions.length > 0 && { decisions: decisions.map((one) => ({ ...one, path: [...one.path] })) }),
    ...(reason !== undefined && { reason }),
  };
  return onHub(flags, terminal, async (hub) => {
    const route = 'POST /api/v1/baselines/capture';
    const etag = typeof save === 'string' ? save : undefined;
    let captured =
      etag === undefined ? await hub.call(route, { body: { ...body, dryRun: true } }) : undefined;
    const isOpen = captured?.files.some(({ standing: status }) => status === 'refused') === true;
    if (save !== undefined && !isOpen)
      captured = await hub.call(route, { body, headers: { 'If-Match': `"${etag ?? captured!.etag}"` } });
    if (flags.json) printDocument(captured, terminal);
    else for (const line of captureLines(captured!, terminal.colors, JUDGED_AGAIN)) terminal.print(line);
    return isOpen ? EXIT.notSucceeded : EXIT.ok;
  });
}
