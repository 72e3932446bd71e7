import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readJsonFile, writeJsonFile } from './json-file.js';
import { compareKeys } from './key-order.js';
import type { StoredObject } from './stored-object.js';

/**
 * One bucket on disk: `objects/<2>/<sha256 of key>.json` says what an object is, `blobs/<2>/<id>` holds its bytes.
 * An object exists from the moment its small file is renamed into place; every change of the index is synchronous,
 * so two requests can never both pass the same condition.
 */
export class Bucket {
  private readonly objects = new Map<string, StoredObject>();
  private sorted: string[] | undefined;

  constructor(
    readonly name: string,
    readonly createdAt: string,
    private readonly dir: string,
  ) {
    mkdirSync(path.join(dir, 'objects'), { recursive: true });
    mkdirSync(path.join(dir, 'blobs'), { recursive: true });
    this.load();
  }

  getObject(key: string): StoredObject | undefined {
    return this.objects.get(key);
  }

  get size(): number {
    return this.objects.size;
  }

  /** All keys in listing order. */
  keys(): readonly string[] {
    return (this.sorted ??= [...this.objects.keys()].sort(compareKeys));
  }

  /** A handle stays readable when the object is overwritten or deleted meanwhile. */
  open(object: StoredObject): number {
    return openSync(this.blobFile(object.blob), 'r');
  }

  /** Makes the bytes in `file` the content of an object. The caller has checked its conditions in the same tick. */
  putObject(object: Omit<StoredObject, 'blob' | 'modifiedAt'>, file: string): StoredObject {
    const stored = { ...object, blob: randomUUID(), modifiedAt: new Date().toISOString() };
    const target = this.blobFile(stored.blob);
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(file, target);
    writeJsonFile(this.indexFile(stored.key), stored);
    const replaced = this.objects.get(stored.key);
    this.objects.set(stored.key, stored);
    if (replaced === undefined) this.sorted = undefined;
    else rmSync(this.blobFile(replaced.blob), { force: true });
    return stored;
  }

  removeObject(key: string): void {
    const object = this.objects.get(key);
    if (object === undefined) return;
    rmSync(this.indexFile(key), { force: true });
    rmSync(this.blobFile(object.blob), { force: true });
    this.objects.delete(key);
    this.sorted = undefined;
  }

  private load(): void {
    const referenced = new Set<string>();
    for (const file of filesBelow(path.join(this.dir, 'objects'))) {
      if (!file.endsWith('.json')) {
        rmSync(file); // half-written when the server was killed
        continue;
      }
      const object = readJsonFile<StoredObject>(file);
      if (!existsSync(this.blobFile(object.blob))) continue;
      this.objects.set(object.key, object);
      referenced.add(object.blob);
    }
    for (const file of filesBelow(path.join(this.dir, 'blobs')))
      if (!referenced.has(path.basename(file))) rmSync(file);
  }

  private indexFile(key: string): string {
    const name = createHash('sha256').update(key).digest('hex');
    return path.join(this.dir, 'objects', name.slice(0, 2), `${name}.json`);
  }

  private blobFile(blob: string): string {
    return path.join(this.dir, 'blobs', blob.slice(0, 2), blob);
  }
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
