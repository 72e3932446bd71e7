import { randomUUID } from 'node:crypto';

/** A session belongs to one process; what it may do and see was fixed when it was opened. */
export interface PanelSession {
  readonly id: string;
  readonly user: string;
  readonly permissions: readonly string[];
  /** Ids of the instances that existed at login; later ones stay unseen, as on a real panel. */
  readonly visible: ReadonlySet<string>;
  /** Number of the last console entry this session was given; undefined before its first GetUpdates. */
  consoleCursor: number | undefined;
  lastUsed: number;
}

/** The sessions of one AMP process. A restart of the process forgets them all. */
export class SessionTable {
  private readonly sessions = new Map<string, PanelSession>();

  constructor(private readonly now: () => number = Date.now) {}

  open(user: string, permissions: readonly string[], visible: ReadonlySet<string>): PanelSession {
    const session: PanelSession = {
      id: randomUUID(),
      user,
      permissions: [...permissions],
      visible,
      consoleCursor: undefined,
      lastUsed: this.now(),
    };
    this.sessions.set(session.id, session);
    return session;
  }

  /** The session of this id, unless it was idle for longer than `idleMs`. Using it keeps it alive. */
  findSession(id: string | undefined, idleMs: number): PanelSession | undefined {
    const session = id === undefined ? undefined : this.sessions.get(id);
    if (session === undefined) return undefined;
    if (this.now() - session.lastUsed > idleMs) {
      this.sessions.delete(session.id);
      return undefined;
    }
    session.lastUsed = this.now();
    return session;
  }

  close(id: string): void {
    this.sessions.delete(id);
  }

  clear(): void {
    this.sessions.clear();
  }

  get size(): number {
    return this.sessions.size;
  }
}
