/** Notifies the holders of open connections that a caller lost rights: a session or token ended, a person was demoted or removed. */
export class AccessChanges {
  private readonly listeners = new Set<() => void>();

  /** Returns how to leave. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Call it when the change is committed. */
  notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
