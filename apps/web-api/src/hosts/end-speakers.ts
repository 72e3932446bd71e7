import type { ApiTokens, HostAccesses, Sql } from '@archivesmp/history';

/** What ended: ids of tokens that were for the agent of the host alone, and labels of all that spoke for it. */
export interface EndedSpeakers {
  readonly revoked: string[];
  readonly tokens: string[];
}

/** Ends every token for a host: those that are for its agent alone are revoked, others speak for it no longer. */
export class EndSpeakers {
  constructor(
    private readonly accesses: HostAccesses,
    private readonly tokens: ApiTokens,
  ) {}

  async endHostTokens(host: string, now: Date, sql: Sql): Promise<EndedSpeakers> {
    // What is being made at this moment is as old as this row, and does not speak either
    const speakers = await this.accesses.speakersFor(host, now, sql);
    const revoked = await this.tokens.revokeAgentsOf(host, now, sql);
    await this.accesses.endHostAccess(host, now, sql);
    return { revoked, tokens: speakers.map(({ label }) => label) };
  }
}
