import { CannotMake } from './source-tree.js';

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** `plugin-updater` → `PluginUpdater`. */
export const pascal = (kebab: string): string =>
  kebab.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `plugin-updater` → `pluginUpdater`. */
export const camel = (kebab: string): string => {
  const name = pascal(kebab);
  return name[0]!.toLowerCase() + name.slice(1);
};

/** `plugin-updater` → `plugin_updater`, as settings are written. */
export const snake = (kebab: string): string => kebab.replaceAll('-', '_');

/** @throws CannotMake */
export function assertKebab(what: string, name: string): void {
  if (!KEBAB.test(name))
    throw new CannotMake(`${what} is written in small letters with dashes; "${name}" is not`);
}

/** The two parts of a name of a job: `updates.check-for-updates` → `updates`, `check-for-updates`. @throws CannotMake */
export function partsOfJob(job: string): { readonly queue: string; readonly verb: string } {
  const [queue = '', verb = '', ...rest] = job.split('.');
  if (rest.length > 0 || !KEBAB.test(queue) || !KEBAB.test(verb))
    throw new CannotMake(`a job is called QUEUE.WHAT-IT-DOES; "${job}" is not`);
  return { queue, verb };
}
