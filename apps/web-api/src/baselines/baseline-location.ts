import type { BaselineLocation } from '@archivesmp/history';
import type { Baselines, DeviationsObject, ObjectContent, Precondition } from '@archivesmp/artifacts';
import { DEVIATIONS_KEY } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';

/** deviations.yml. */
export const THE_DEVIATIONS: BaselineLocation = { plugin: '', path: DEVIATIONS_KEY };

/** How people name it: `LuckPerms/config.yml`, or `deviations.yml`. */
export const nameOf = ({ plugin, path }: BaselineLocation): string =>
  plugin === '' ? path : `${plugin}/${path}`;

/** The file that people mean by a name. @throws Problem `request.invalid` */
export function baselineLocationNamed(name: string): BaselineLocation {
  if (name === DEVIATIONS_KEY) return THE_DEVIATIONS;
  const slash = name.indexOf('/');
  if (slash > 0 && slash < name.length - 1)
    return { plugin: name.slice(0, slash), path: name.slice(slash + 1) };
  throw new Problem('request.invalid', `${name} names no baseline file.`, {
    errors: [
      { field: 'file', message: 'must be PLUGIN/FILE, such as LuckPerms/config.yml, or deviations.yml' },
    ],
  });
}

/** Baselines and deviations.yml by one address. */
export class BaselinesInBucket {
  constructor(
    private readonly baselines: Baselines,
    private readonly deviations: DeviationsObject,
  ) {}

  /** undefined when there is none. @throws Problem `artifacts.unavailable` */
  async readBaselineFile({ plugin, path }: BaselineLocation): Promise<ObjectContent | undefined> {
    if (plugin === '') return this.deviations.readDeviations();
    return this.baselines.readBaseline(plugin, path).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'resource.not-found') return undefined;
      throw error;
    });
  }

  /** Gives the new revision. @throws Problem `baseline.revision-mismatch`, `request.invalid` */
  async writeBaselineFile(
    { plugin, path }: BaselineLocation,
    content: Buffer,
    when: Precondition,
  ): Promise<string> {
    return plugin === ''
      ? this.deviations.writeDeviations(content, when)
      : this.baselines.writeBaseline(plugin, path, content, when);
  }

  /** @throws Problem `baseline.revision-mismatch` when it is no longer at this revision */
  async removeBaselineFile({ plugin, path }: BaselineLocation, revision: string): Promise<void> {
    await (plugin === ''
      ? this.deviations.removeDeviations(revision)
      : this.baselines.removeBaseline(plugin, path, revision));
  }
}
