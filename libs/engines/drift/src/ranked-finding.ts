import type { FleetInstance } from '@archivesmp/fleet';
import type { Finding } from './finding.js';
import { perServerKind } from './per-server-kind.js';
import { DEV_TAG, priorityOf } from './priority.js';

/** The finding with what it is worth looking at. */
export function ranked(
  finding: Omit<Finding, 'priority' | 'looksLike' | 'onDev'>,
  instance: FleetInstance,
): Finding {
  const looksLike = perServerKind(finding, instance);
  const { severity, path, plugin, file, expected, actual } = finding;
  const onDev = instance.tags.includes(DEV_TAG);
  const key = { path, plugin, file: file ?? '', values: [expected, actual] };
  const priority = priorityOf({ severity, ...key, isDevOnly: onDev, ...(looksLike && { looksLike }) });
  return { ...finding, priority, ...(looksLike && { looksLike }), ...(onDev && { onDev }) };
}
