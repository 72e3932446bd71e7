import { hintFor } from '@archivesmp/contracts/closest-name';
import { instancesCalled } from '@archivesmp/fleet';
import type { InstanceFolder } from './fleet-folder.js';

/** The one instance of a folder that is called so. @throws Error that names those that are, or one that may be meant */
export function theInstance(
  folders: readonly InstanceFolder[],
  called: string,
  below: string,
): InstanceFolder {
  const [found, ...others] = instancesCalled(called, folders);
  if (others.length > 0)
    throw new Error(
      `several instances are called ${called}: ${[found!, ...others].map(({ name }) => name).join(', ')}; name one of them so`,
    );
  if (found !== undefined) return found;
  const names = folders.map(({ name }) => name);
  throw new Error(`${below} has no instance ${called}${hintFor(called, names)}`);
}
