/**
 * Why an instance cannot be brought back to a time from these backups, as a sentence; undefined when it can.
 * @param found backups of it from then or before, whole ones and parts
 * @param wanted of which instance, which time (as it was named), and which plugins; left out: all that have a backup
 */
export function whyNoRestorePoint(
  found: readonly { readonly plugin: string }[],
  {
    instance,
    at,
    plugins = [],
  }: { readonly instance: string; readonly at: string; readonly plugins?: readonly string[] },
): string | undefined {
  if (found.length === 0) return `There is no backup of ${instance} from ${at} or before.`;
  const backedUp = new Set(found.map(({ plugin }) => plugin));
  const lacking = plugins.filter((plugin) => !backedUp.has(plugin));
  return lacking.length === 0
    ? undefined
    : `There is no backup of ${lacking.join(', ')} on ${instance} from ${at} or before.`;
}
