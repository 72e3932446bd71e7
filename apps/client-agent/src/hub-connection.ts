import type {
  InstanceManifest,
  ManifestReceipt,
  PackAddress,
  PackReceipt,
} from '@archivesmp/contracts/agent';
import { PACK_CONTENT_TYPE } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import type { Secret } from '@archivesmp/service-kit';

const ANSWER_WITHIN_MS = 60_000;
const PROBE_WITHIN_MS = 3_000;
/** Answers that say "not now" rather than "no". */
const AWAY = new Set([408, 429, 500, 502, 503, 504]);

/** The hub no longer wants this answer: the scan is over, or the instance is not part of it. */
export class NotWanted extends Error {}

/** The hub did not answer, or answered that it cannot work now. A later try can help. */
export class HubAway extends Error {}

/** One hub as its agents see it: two posts and a probe. Knows HTTP; retrying is the caller's business. */
export class HubConnection {
  /** null until the first answer or failure. */
  reachable: boolean | null = null;

  constructor(
    private readonly address: string,
    private readonly token: Secret,
  ) {}

  /** First half of an answer. @throws {HubAway} {NotWanted} {Problem} */
  async deliverManifest(manifest: InstanceManifest, signal: AbortSignal): Promise<ManifestReceipt> {
    const answer = await this.post('', 'application/json', JSON.stringify(manifest), signal);
    const receipt = answer as Partial<ManifestReceipt> | null;
    if (!Array.isArray(receipt?.missing)) throw notOurs();
    return { missing: receipt.missing };
  }

  /** Second half. The stream is read once; a second try needs a new one. @throws {HubAway} {NotWanted} {Problem} */
  async deliverPack(address: PackAddress, pack: ReadableStream, signal: AbortSignal): Promise<PackReceipt> {
    const query = `?${new URLSearchParams({ scanId: address.scanId, instanceId: address.instanceId }).toString()}`;
    const answer = (await this.post(query, PACK_CONTENT_TYPE, pack, signal)) as Partial<PackReceipt> | null;
    if (!Array.isArray(answer?.missing)) throw notOurs();
    return { stored: answer.stored ?? 0, missing: answer.missing };
  }

  /** Asks whether the hub lives; never throws. */
  async probe(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.address}/health/live`, {
        signal: AbortSignal.timeout(PROBE_WITHIN_MS),
      });
      await answer.body?.cancel();
      this.reachable = answer.ok;
    } catch {
      // because: a hub that cannot be asked is what this question is about
      this.reachable = false;
    }
    return this.reachable;
  }

  private async post(
    query: string,
    type: string,
    body: string | ReadableStream,
    signal: AbortSignal,
  ): Promise<unknown> {
    const init = {
      method: 'POST',
      headers: {
        'content-type': type,
        accept: 'application/json',
        authorization: `Bearer ${this.token.reveal()}`,
      },
      body,
      duplex: 'half',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    } as const;
    let response: Response;
    try {
      response = await fetch(`${this.address}/api/results${query}`, init);
    } catch (error) {
      signal.throwIfAborted();
      this.reachable = false;
      throw new HubAway('the hub does not answer', { cause: error });
    }
    const text = await response.text().catch(() => '');
    this.reachable = response.status < 500;
    if (response.ok) return parse(text);
    throw refusal(response.status, text);
  }
}

function refusal(status: number, text: string): Error {
  const code = (parse(text) as { code?: string } | null)?.code ?? `status ${status}`;
  if (AWAY.has(status)) return new HubAway(`the hub cannot take it now (${code})`);
  if (status === 404 || status === 409 || status === 410)
    return new NotWanted(`the hub does not want it any more (${code})`);
  if (status === 401 || status === 403)
    return new Problem(
      'auth.forbidden',
      `The hub refuses the agent's token (${code}); it needs the scope agent:<physical_server> and must not be expired.`,
    );
  if (status === 413)
    return new Problem(
      'request.too-large',
      'The hub refuses the size of this answer; raise http.results_limit there.',
    );
  return new Problem(
    'request.invalid',
    `The hub refuses the answer (${code}); update hub and agent to one version.`,
  );
}

const notOurs = (): Problem =>
  new Problem('request.invalid', 'What answers at hub_api is not the hub; check the address in agent.yaml.');

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // because: a proxy in front of the hub answers in HTML; the status tells enough
    return null;
  }
}
