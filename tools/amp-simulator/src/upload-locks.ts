import type { PanelSession } from './session-table.js';

/** Between the first and the final chunk of an upload the file belongs to one session. */
export class UploadLocks {
  private readonly owners = new Map<string, string>();

  /** `fresh`: this call opened the lock; `held`: it goes on; `foreign`: another session uploads this file. */
  enter(file: string, session: PanelSession): 'fresh' | 'held' | 'foreign' {
    const owner = this.owners.get(file);
    if (owner === undefined) {
      this.owners.set(file, session.id);
      return 'fresh';
    }
    return owner === session.id ? 'held' : 'foreign';
  }

  release(file: string): boolean {
    return this.owners.delete(file);
  }

  has(file: string): boolean {
    return this.owners.has(file);
  }

  clear(): void {
    this.owners.clear();
  }

  get size(): number {
    return this.owners.size;
  }
}
