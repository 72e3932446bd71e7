import { isSameStamp, type FileStamp } from './file-stamp.js';

interface Known extends FileStamp {
  readonly sha256: string;
}

/** A file written this recently may change again within the clock step of its file system. */
const SETTLED_NS = 2_000_000_000n;

/**
 * Remembers hashes, never contents, and only in memory. One map per instance; a full listing replaces it, so that
 * deleted files are forgotten.
 */
export class StatCache {
  private readonly instances = new Map<string, Map<string, Known>>();

  findHash(instanceId: string, path: string, stamp: FileStamp): string | undefined {
    const known = this.instances.get(instanceId)?.get(path);
    return known && isSameStamp(known, stamp) ? known.sha256 : undefined;
  }

  /** Keeps a hash, unless the file was changed so recently that its stamp cannot tell a second change. */
  rememberHash(instanceId: string, path: string, stamp: FileStamp, sha256: string): void {
    const nowNs = BigInt(Date.now()) * 1_000_000n;
    if (nowNs - stamp.mtimeNs < SETTLED_NS || nowNs - stamp.ctimeNs < SETTLED_NS) return;
    const instance = this.instances.get(instanceId) ?? new Map<string, Known>();
    this.instances.set(instanceId, instance);
    const { size, mtimeNs, ctimeNs, ino } = stamp;
    instance.set(path, { size, mtimeNs, ctimeNs, ino, sha256 });
  }

  /** Forgets every path of an instance that `kept` does not contain. */
  forgetOtherFiles(instanceId: string, retained: ReadonlySet<string>): void {
    const instance = this.instances.get(instanceId);
    if (!instance) return;
    for (const path of instance.keys()) if (!retained.has(path)) instance.delete(path);
  }

  /** Forgets instances that are no longer on this host. */
  forgetOtherInstances(retained: ReadonlySet<string>): void {
    for (const id of this.instances.keys()) if (!retained.has(id)) this.instances.delete(id);
  }

  get size(): number {
    let total = 0;
    for (const instance of this.instances.values()) total += instance.size;
    return total;
  }
}
