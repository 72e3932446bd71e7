import { mapBounded } from '@archivesmp/bounded-work';
import { baselineKey, CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import type { ObjectStore } from './object-store.js';
import type { ObjectContent, Precondition } from './stored-object.js';

/** A baseline file as it lies in the bucket; its content is read separately. */
export interface StoredBaselineFile {
  plugin: string;
  path: string;
  /** bytes */
  size: number;
  /** The ETag without quotes; send it as If-Match with a write. */
  revision: string;
  modifiedAt?: string;
}

export interface BaselineContent extends StoredBaselineFile {
  content: Buffer;
}

const PREFIX = 'baselines/';
const READERS = 16;
const MAX_KEY_BYTES = 1_000;

/** `baselines/<Plugin>/<path>` in the bucket `configs`: what a plugin's files should contain everywhere. */
export class Baselines {
  constructor(private readonly store: ObjectStore) {}

  /** All baseline files, or those of one plugin, in order of plugin and path. */
  async listBaselines(plugin?: string): Promise<StoredBaselineFile[]> {
    const prefix = plugin === undefined ? PREFIX : baselineKey(checkPlugin(plugin), '');
    const objects = await this.store.listObjects(CONFIGS_BUCKET, prefix);
    return objects.flatMap(({ key, ...rest }) => {
      const slash = key.indexOf('/', PREFIX.length);
      if (slash < 0 || slash === key.length - 1) return [];
      return [{ plugin: key.slice(PREFIX.length, slash), path: key.slice(slash + 1), ...rest }];
    });
  }

  /** Throws Problem('resource.not-found'). */
  async readBaseline(plugin: string, path: string): Promise<ObjectContent> {
    const found = await this.store.readObject(CONFIGS_BUCKET, checkedKey(plugin, path));
    if (found === undefined)
      throw new Problem('resource.not-found', `there is no baseline ${plugin}/${path}`);
    return found;
  }

  /** All files with their contents, a few at a time. A file that vanishes meanwhile is left out. */
  async readBaselines(plugin?: string): Promise<BaselineContent[]> {
    const files = await this.listBaselines(plugin);
    const contents = await mapBounded(READERS, files, async (file) => {
      const found = await this.store.readObject(CONFIGS_BUCKET, baselineKey(file.plugin, file.path));
      return found && { ...file, ...found };
    });
    return contents.filter((content) => content !== undefined);
  }

  /** Gives the new revision. Throws Problem('baseline.revision-mismatch') when `when` does not hold. */
  async writeBaseline(plugin: string, path: string, content: Buffer, when: Precondition): Promise<string> {
    const options = { contentType: 'text/plain; charset=utf-8', when };
    const revision = await this.store.writeObject(CONFIGS_BUCKET, checkedKey(plugin, path), content, options);
    if (revision === undefined) throw revisionMismatch(`${plugin}/${path}`, when);
    return revision;
  }

  /** Throws Problem('baseline.revision-mismatch') when the file is no longer at this revision. */
  async removeBaseline(plugin: string, path: string, revision: string): Promise<void> {
    if (!(await this.store.removeRevision(CONFIGS_BUCKET, checkedKey(plugin, path), revision)))
      throw revisionMismatch(`${plugin}/${path}`, { ifRevision: revision });
  }
}

export function revisionMismatch(what: string, when: Precondition): Problem {
  const reason = 'ifAbsent' in when ? 'exists already' : 'is not at the revision that you read';
  return new Problem('baseline.revision-mismatch', `${what} ${reason}`);
}

/** A key made of foreign text must stay below its plugin: no dots, no empty parts. */
function checkedKey(plugin: string, path: string): string {
  const key = baselineKey(checkPlugin(plugin), path);
  const hasDotStep = path.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (hasDotStep || /[\\\p{Cc}]/u.test(path) || Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new Problem(
      'request.invalid',
      'a baseline path is relative, without "..", empty parts or backslashes',
    );
  return key;
}

function checkPlugin(plugin: string): string {
  if (!/^(?!\.{1,2}$)[^/\\\p{Cc}]{1,128}$/u.test(plugin))
    throw new Problem('request.invalid', 'a plugin name has 1 to 128 characters and no slash');
  return plugin;
}
