import type { PlanView } from '@archivesmp/contracts/plan';
import type { FindingPage, FindingView } from '@archivesmp/contracts/finding';
import type { ScanTicket } from '@archivesmp/contracts/scan';
import { until } from '@archivesmp/private-services';

/** One request as a caller sends it. */
export interface AskedHub {
  readonly body?: RequestInit['body'];
  readonly headers?: Record<string, string>;
  /** Of the caller; the administrator's unless named. */
  readonly token?: string;
}

/** Who asks a hub for things over its API, and waits for what comes of it. */
export abstract class HubCaller {
  constructor(
    /** API token of an administrator. */
    readonly token: string,
    /** API token of another person, who may approve what the administrator planned. */
    readonly colleague: string,
  ) {}

  /** Where the hub listens. */
  abstract get url(): string;

  /** A request to the hub with an administrator's token. @throws Error with the problem the hub named */
  async call<Answer>(method: string, address: string, body?: unknown): Promise<Answer> {
    const answer = await this.send(method, address, {
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    return (await answer.json()) as Answer;
  }

  /** The same by another person, who may approve what the administrator planned. */
  async callAsColleague<Answer>(method: string, address: string, body: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const asked = { body: JSON.stringify(body), headers, token: this.colleague };
    const answer = await this.send(method, address, asked);
    return (await answer.json()) as Answer;
  }

  private async send(method: string, address: string, asked: AskedHub): Promise<Response> {
    const answer = await this.ask(method, address, asked);
    if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** The answer as it is, whatever it says. @throws when nobody answers */
  ask(
    method: string,
    address: string,
    { body, headers, token = this.token }: AskedHub = {},
  ): Promise<Response> {
    return fetch(`${this.url}${address}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(30_000),
    });
  }

  /** What a plan says of one instance. */
  plannedPart({ plan }: PlanView, instanceId: string): { restart: boolean } | undefined {
    const { waves } = plan as { waves: { instances: { instanceId: string; restart: boolean }[] }[] };
    return waves.flatMap(({ instances }) => instances).find((one) => one.instanceId === instanceId);
  }

  /** The text of /metrics. */
  async metrics(): Promise<string> {
    return (await this.send('GET', '/metrics', {})).text();
  }

  /** Looks for instances, and waits until the look is over. */
  async discover(): Promise<Record<string, unknown>> {
    const { id } = await this.call<{ id: string }>('POST', '/api/v1/discoveries');
    return this.eventually('the discovery to end', async () => {
      const operation = await this.call<Record<string, unknown>>('GET', `/api/v1/operations/${id}`);
      return operation['state'] === 'succeeded' || operation['state'] === 'failed' ? operation : undefined;
    });
  }

  /** Waits until every instance is backed up. */
  async backedUp(reason: string): Promise<void> {
    const { id } = await this.call<{ id: string }>('POST', '/api/v1/backups', { reason });
    await this.eventually('the backup to end', async () => {
      const { state, finishedAt } = await this.call<{ state: string; finishedAt?: string }>(
        'GET',
        `/api/v1/operations/${id}`,
      );
      if (finishedAt !== undefined && state !== 'succeeded') throw new Error(`the backup ${state}`);
      return finishedAt === undefined ? undefined : true;
    });
  }

  requestScan(scope: object = {}): Promise<ScanTicket> {
    return this.call<ScanTicket>('POST', '/api/v1/scans', scope);
  }

  /** All findings that a filter of GET /api/v1/findings gives, over its pages. */
  async findings(query = ''): Promise<FindingView[]> {
    const all: FindingView[] = [];
    for (let after = ''; ;) {
      const page = await this.call<FindingPage>('GET', `/api/v1/findings?limit=100${query}${after}`);
      all.push(...page.findings);
      if (page.next === undefined) return all;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
  }

  /** @param everyMs each look is work of the hub, too: often enough to lose no time, seldom enough to take none from what is waited for */
  async eventually<Answer>(
    what: string,
    check: () => Promise<Answer | undefined>,
    withinMs = 60_000,
    everyMs = 100,
  ): Promise<Answer> {
    const answer = await until(check, withinMs, everyMs);
    if (answer === undefined) throw new Error(`Waited ${withinMs} ms for ${what}`);
    return answer as Answer;
  }
}
