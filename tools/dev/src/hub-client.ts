import type { FindingView } from '@archivesmp/contracts/finding';
import type { OutlierView } from '@archivesmp/contracts/outlier';
import type { ScanRequest, ScanTicket, ScanView } from '@archivesmp/contracts/scan';
import type { HostView, InstanceView } from '@archivesmp/contracts/fleet';
import type { HostAccessFile } from '@archivesmp/contracts/host-access';

/** Totals as /api/drift/report gives them, as far as they are shown here. */
export interface DriftTotals {
  total: number;
  bySeverity: Record<string, number>;
  byKind: Record<string, number>;
  unknown: { host: string; instance: string; reason?: string }[];
}

/** A config file that could not be read or understood, and why. */
export interface OtherFile {
  plugin: string;
  path: string;
  state: string;
  reason?: string;
}

const ANSWER_MS = 30_000;

/** The hub answered that it does not do this, and why. */
class HubRefusal extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** Odd ones of the whole fleet, as the hub knows them. */
export interface KnownOutliers {
  readonly outliers: readonly OutlierView[];
  readonly total: number;
}

/** The running hub, asked through its public API like any other program would. */
export class DevHubClient {
  constructor(
    readonly url: string,
    private readonly token: string,
  ) {}

  hosts = async (): Promise<HostView[]> => (await this.ask<{ hosts: HostView[] }>('/api/v1/hosts')).hosts;
  instances = async (): Promise<InstanceView[]> =>
    (await this.ask<{ instances: InstanceView[] }>('/api/v1/instances')).instances;
  /** @param query of which part of the fleet, as for `findings` */
  totals = (query: Record<string, string> = {}): Promise<DriftTotals> =>
    this.ask(`/api/drift/report?${new URLSearchParams(query).toString()}`);
  scan = (id: string): Promise<ScanView> => this.ask(`/api/v1/scans/${id}`);

  async findings(query: Record<string, string>): Promise<FindingView[]> {
    const all: FindingView[] = [];
    for (let after: string | undefined; ;) {
      const page = await this.ask<{ findings: FindingView[]; next?: string }>(
        `/api/drift?${new URLSearchParams({ ...query, ...(after !== undefined && { after }) }).toString()}`,
      );
      all.push(...page.findings);
      if (page.next === undefined) return all;
      after = page.next;
    }
  }

  /** The first page of them, as examples, and how many there are. */
  outliers = (): Promise<KnownOutliers> => this.ask<KnownOutliers>('/api/v1/outliers');

  /** Files in every state but readable. */
  otherFiles = async (instanceId: string): Promise<OtherFile[]> =>
    (await this.ask<{ files: OtherFile[] }>(`/api/v1/instances/${instanceId}/files?unreadable=true`)).files;

  /** Looks for instances now. The operation's id. */
  discover = async (): Promise<string> =>
    (await this.ask<{ id: string }>('/api/v1/discoveries', { method: 'POST' })).id;

  operation = (id: string): Promise<{ state: string; reason?: string }> =>
    this.ask(`/api/v1/operations/${id}`);

  requestScan = (scope: ScanRequest): Promise<ScanTicket> => this.send('/api/v1/scans', scope);

  /** The agent.yaml of a host, in place of the one that it may have: that one ends. */
  async giveAccess(host: string): Promise<string> {
    const given = await this.send<HostAccessFile>('/api/v1/hosts', { name: host }).catch((error: unknown) => {
      if (!(error instanceof HubRefusal && error.status === 409)) throw error;
      return this.send<HostAccessFile>(`/api/v1/hosts/${host}/rotation`, {});
    });
    return given.file;
  }

  /** Whether a token is still one. */
  async knows(token: string): Promise<boolean> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${this.url}/api/v1/hosts`, {
      headers,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await answer.body?.cancel();
    return answer.status !== 401;
  }

  private send = <T>(address: string, body: object): Promise<T> =>
    this.ask(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  /** Throws with the hub's own sentence. */
  private async ask<T>(address: string, init: RequestInit = {}): Promise<T> {
    const answer = await fetch(this.url + address, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${this.token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as T;
    const refused = `${init.method ?? 'GET'} ${address}: ${answer.status} ${sentenceOf(text)}`;
    throw new HubRefusal(refused, answer.status);
  }
}

function sentenceOf(text: string): string {
  try {
    const { title, detail, help } = JSON.parse(text) as Record<string, string | undefined>;
    return [detail ?? title, help].filter(Boolean).join(' ');
  } catch {
    return text.slice(0, 300);
  }
}
