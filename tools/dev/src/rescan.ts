import type { DevOptions } from './dev-options.js';
import { scanAndWait } from './first-scan.js';
import { findingQuery, fleetSummary, sawAll } from './fleet-summary.js';
import { DevHubClient } from './hub-client.js';
import type { DevProgress } from './progress.js';
import type { StateFolder } from './state-folder.js';

/**
 * `./dev scan`: a scan of everything or of a part, its findings as a list.
 * @returns whether all that was to be scanned was
 */
export async function rescan(
  state: StateFolder,
  { scope }: DevOptions,
  progress: DevProgress,
): Promise<boolean> {
  const dev = state.readJson<{ url: string; token: string }>('dev.json');
  if (dev === undefined) throw new Error('Nothing runs here. Start it with ./dev up');
  const hub = new DevHubClient(dev.url, dev.token);
  const scan = await progress.step('Scan', () => scanAndWait(hub, scope));
  const findings = await hub.findings(findingQuery(scope));
  for (const { severity, host, instance, plugin, file, key, kind } of findings)
    progress.line(
      `  ${severity.padEnd(8)} ${host}/${instance} ${plugin}/${file ?? ''} ${key} ${kind}`.trimEnd(),
    );
  for (const line of (await fleetSummary(hub, scan)).lines) progress.line(`  ${line}`);
  return sawAll(scan);
}
