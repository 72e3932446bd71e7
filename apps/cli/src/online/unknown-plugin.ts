import type { HubClient } from '@archivesmp/api-client';
import { hintFor } from '@archivesmp/contracts/closest-name';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';

/** Says so when an empty list comes of a name that no instance (of those meant) and no baseline has. */
export async function warnOfUnknownPlugin(
  hub: HubClient,
  plugin: string,
  instance: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const { baselines } = await hub.call('GET /api/v1/baselines', { query: {} });
  const names = new Set(['_server', ...baselines.map((one) => one.plugin)]);
  if (names.has(plugin)) return;
  const ids =
    instance === undefined
      ? (await hub.call('GET /api/v1/instances', { query: {} })).instances.map(({ id }) => id)
      : [instance];
  for (const id of ids) {
    const seen = await hub.call('GET /api/v1/instances/{id}/plugins', { path: { id } });
    for (const one of seen.plugins) names.add(one.plugin);
    if (names.has(plugin)) return;
  }
  terminal.message(`asmp: ${printable(`no plugin ${plugin} is known${hintFor(plugin, [...names].sort())}`)}`);
}
