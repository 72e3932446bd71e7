/**
 * `LuckPerms-Bukkit-5.4.137.jar` starts with the plugin's name; what follows is loader, version and build. A version may
 * also be glued to the name, as in `CMILib1.5.4.5.jar`.
 */
const JAR_TAIL =
  /(?:(?<=[a-z])\d+(?:\.\d+)+|[-_ .+](?:v?\d[\w.+-]*|bukkit|spigot|paper|velocity|bungee|bungeecord|proxy|all|release|snapshot|stable|beta|alpha|final|latest|mc[\d.]*|universal|shaded|shadowed|bundle|dist|legacy|plugin|free|premium|b\d+|build\d*|folia|purpur)| ?\([^)]*\)| ?\[[^\]]*\])+$/i;

/** Plugin name of a JAR as its file name tells; the JAR itself is not opened. */
export function pluginOfJar(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.jar$/i, '');
  const stem = name.replace(JAR_TAIL, '');
  return /[a-z]/i.test(stem) ? stem : name;
}

/** A plugin that is on an instance. `J` is what is known of its JAR. */
export interface PresentPlugin<J> {
  readonly plugin: string;
  readonly hasFolder: boolean;
  readonly jar?: J;
}

const LONGEST_NAME = 128;

/**
 * The plugins of an instance: those with a folder, and those of which there is only a JAR. A JAR belongs to the folder of its name,
 * whatever the case.
 * @param jars with their path; of several for one plugin the last counts
 */
export function presentPlugins<J extends { readonly path: string }>(
  folders: readonly string[],
  jars: readonly J[],
): PresentPlugin<J>[] {
  const plugins = new Map<string, PresentPlugin<J>>();
  const byName = new Map(folders.map((name) => [name.toLowerCase(), name]));
  for (const name of folders) plugins.set(name, { plugin: name, hasFolder: true });
  for (const jar of jars) {
    const guess = pluginOfJar(jar.path);
    const plugin = byName.get(guess.toLowerCase()) ?? guess;
    const hasFolder = plugins.get(plugin)?.hasFolder ?? false;
    plugins.set(plugin, { plugin: plugin.slice(0, LONGEST_NAME), hasFolder, jar });
  }
  return [...plugins.values()];
}
