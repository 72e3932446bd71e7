import { steadyNow, type SteadyClock } from '@archivesmp/contracts/steady-clock';
import type { Database, Sql } from '../database/database.js';
import { WorkClockRow } from './work-clock.entity.js';

/** The most that one count adds: a hub that stood still longer (frozen, or without its stores) asked nothing meanwhile. */
const MOST_MS = 5_000;
/** Less than this is not worth a write; the next count brings it. */
const LEAST_MS = 500;

/**
 * The working time of the hub, in one row: it began as the time of day, grows while a hub is at work and can reach its stores, and
 * stands still otherwise. Deadlines that outlive a process are kept in it, so that neither a step of the time of day nor an outage of
 * the hub makes an agent late that was never asked.
 *
 * Each hub adds what its own steady clock has counted since its last look at the row, and the row takes the most that any of them
 * says: it runs as fast as real time however many there are, and no two machines have to agree about the time of day.
 */
export class WorkClock {
  private last: { readonly workedAt: number; readonly steady: number } | undefined;

  constructor(
    private readonly database: Database,
    private readonly steady: SteadyClock = steadyNow,
  ) {}

  /** What the clock shows. @param now the time of day, at which a clock that was not counted yet begins */
  async readWorkClock(now: Date, sql: Sql = this.database): Promise<Date> {
    return workingTime(sql, now);
  }

  /** Counts on. Call it every second while everything that asking needs is there, from any number of processes. */
  async advanceWorkClock(now: Date): Promise<Date> {
    const steady = this.steady();
    await this.database.execute('INSERT IGNORE INTO work_clock (id, worked_at) VALUES (1, ?)', [now]);
    const shown = (await workingTime(this.database, now)).getTime();
    const counted =
      this.last === undefined ? shown : this.last.workedAt + Math.min(MOST_MS, steady - this.last.steady);
    const workedAt = Math.max(shown, counted);
    if (workedAt - shown >= LEAST_MS)
      await this.database.execute('UPDATE work_clock SET worked_at = GREATEST(worked_at, ?) WHERE id = 1', [
        new Date(workedAt),
      ]);
    this.last = { workedAt, steady };
    return new Date(workedAt);
  }
}

/** What the clock shows; the time of day while it was not counted. */
export async function workingTime(sql: Sql, now: Date): Promise<Date> {
  return (await sql.repositoryOf(WorkClockRow).findOneBy({ id: 1 }))?.worked_at ?? now;
}

/** A deadline that was reckoned by the time of day, as it is kept: as far ahead in working time. */
export async function inWorkingTime(sql: Sql, deadline: Date, now: Date): Promise<Date> {
  const worked = await workingTime(sql, now);
  return new Date(worked.getTime() + deadline.getTime() - now.getTime());
}
