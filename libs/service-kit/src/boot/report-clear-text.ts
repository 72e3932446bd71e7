import type { Log } from '../log/create-log.js';
import type { Metrics } from '../metrics/metrics.js';
import { clearTextLines, type Line } from '../transport/line.js';

/** Says in the log and as a metric which connections carry clear text to other machines, because the settings permit it. */
export function reportClearText(lines: readonly Line[], log: Log, metrics: Metrics): void {
  const permitted = metrics.gauge({
    name: 'archivesmp_clear_text_connections',
    help: 'Connections that carry clear text to or from other machines because their settings permit it',
  });
  const clear = clearTextLines(lines);
  permitted.set({}, clear.length);
  for (const { setting, host, permit, encrypt } of clear)
    log.warn({ setting, host, permit, encrypt }, 'clear text to another machine, as permitted');
}
