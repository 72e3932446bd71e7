import { namedBaseline } from '../online/baseline/show-baselines.js';
import type { OnlineFlags } from '../online/hub-command.js';
import { onHub } from '../online/on-hub.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import { explanationAsJson, printExplanation } from './print-explanation.js';

/** Explains one key by what a hub has saved. Exit code 1 when what it should be is not known. */
export function explainOnHub(
  { file: named, key, instance }: { readonly file: string; readonly key: string; readonly instance: string },
  flags: OnlineFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { plugin, path: file } = namedBaseline(named);
  return onHub(flags, terminal, async (hub) => {
    const printed = await hub.call('GET /api/v1/explain', { query: { plugin, file, key, instance } });
    if (flags.json) terminal.print(explanationAsJson(printed));
    else printExplanation(printed, terminal);
    return ['conflict', 'unreadable'].includes(printed.outcome) ? EXIT.error : EXIT.ok;
  });
}
