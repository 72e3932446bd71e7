/**
 * Why a plugin with a baseline counts as missing on an instance that has plugins of these names. Servers tell folders
 * apart by case, so one whose name differs in case alone is another folder, and most likely the one that was meant.
 */
export function whyMissing(plugin: string, present: Iterable<string>): string {
  const lower = plugin.toLowerCase();
  const near = [...present].filter((name) => name !== plugin && name.toLowerCase() === lower).sort();
  return near.length === 0
    ? 'the plugin has a baseline and is not installed here; if that is intended, list it under absent_plugins'
    : `the plugin has a baseline and is not installed here under this name, but as ${near.join(', ')}; upper and lower case count, so give both the same name`;
}
