import type { DeploymentSettings } from '@archivesmp/service-kit';

type Limits = Pick<DeploymentSettings, 'verdict_within_seconds' | 'observe_seconds'>;

/**
 * The time that a verdict may take, by the work clock: it stands still while the hub could not ask, also over a restart of the hub.
 * While the panel does not answer it stands still as well, for as long again as the verdict may take: then the wait ends.
 */
export class JudgementTime {
  private unanswered = 0;
  private checkedAt: number;

  /** @param begun what the work clock showed when judging began */
  constructor(
    private readonly limits: Limits,
    private readonly begun: Date,
    private readonly clock: () => Promise<Date>,
  ) {
    this.checkedAt = begun.getTime();
  }

  /** Milliseconds that are left; 0 or less when the time is up. */
  async leftMs(): Promise<number> {
    const within = this.limits.verdict_within_seconds * 1_000;
    return within + Math.min(this.unanswered, within) - (await this.passedMs());
  }

  /** Whether the server was watched for as long as a pass needs. */
  async isWatched(): Promise<boolean> {
    return (await this.passedMs()) >= this.limits.observe_seconds * 1_000;
  }

  /** Whether the panel answered at this look: if not, the time since the last look does not count. */
  async countPanelAnswer(answered: boolean): Promise<void> {
    const now = (await this.clock()).getTime();
    if (!answered) this.unanswered += now - this.checkedAt;
    this.checkedAt = now;
  }

  /**
   * How long ago the change was, at least as long as it really was: the work clock stands still while the hub is unavailable, and the time of
   * day may have been set back since.
   * @param change its moment by the time of day, and by the work clock; without the latter it was when judging began
   */
  async secondsSince(change: { readonly at: string; readonly workedAt?: string | undefined }, now: Date) {
    const worked = change.workedAt === undefined ? this.begun.getTime() : Date.parse(change.workedAt);
    const byWork = (await this.clock()).getTime() - worked;
    return Math.max(0, now.getTime() - Date.parse(change.at), byWork) / 1_000;
  }

  private async passedMs(): Promise<number> {
    return (await this.clock()).getTime() - this.begun.getTime();
  }
}
