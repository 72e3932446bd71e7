import type { PanelSession } from './session-table.js';

/** One line of a console, as AMP gives it. */
export interface ConsoleEntry {
  Contents: string;
  Source: string;
  Timestamp: Date;
  Type: string;
}

const BACKLOG = 40;
const RETAINED_LINES = 1000;

/** What the game server printed. Every session reads on from where it stopped; a new one first gets the last 40 lines. */
export class ConsoleLog {
  private readonly entries: ConsoleEntry[] = [];
  private written = 0;

  writeEntry(contents: string, source = 'Server thread/INFO', type = 'Console'): void {
    this.entries.push({ Contents: contents, Source: source, Timestamp: new Date(), Type: type });
    this.written += 1;
    if (this.entries.length > RETAINED_LINES) this.entries.shift();
  }

  readOn(session: PanelSession): ConsoleEntry[] {
    const unseen = this.written - (session.consoleCursor ?? Math.max(0, this.written - BACKLOG));
    session.consoleCursor = this.written;
    return unseen === 0 ? [] : this.entries.slice(-unseen);
  }
}
