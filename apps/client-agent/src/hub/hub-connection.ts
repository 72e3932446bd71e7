import { Problem, PROBLEMS, type ProblemCode } from '@archivesmp/contracts/problem';
import { certificateFailure, type TlsTrust } from '@archivesmp/contracts/tls-trust';
import type { Secret } from '@archivesmp/service-kit';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { clockSkew } from './clock-skew.js';
import { exchange, answerText } from './http-exchange.js';

const ANSWER_WITHIN_MS = 60_000;
const PROBE_WITHIN_MS = 3_000;
/** Answers that say "not now" rather than "no". */
const UNAVAILABLE_STATUSES = new Set([408, 429, 500, 502, 503, 504]);

/** What the hub said when it refused. */
export interface HubRefusal {
  readonly code: ProblemCode;
  readonly detail: string;
}

/** The hub no longer wants this: the scan is over, or there is no such order. */
export class NotWanted extends Error {
  constructor(
    message: string,
    /** Its own words, where it had some. */
    readonly refusal?: HubRefusal,
  ) {
    super(message);
  }
}

/** The hub did not answer, or answered that it cannot work now. A later try can help. */
export class HubUnavailable extends Error {}

/** One request to the hub. */
export interface HubCall {
  readonly method: 'GET' | 'POST';
  /** With the leading `/api`. */
  readonly path: string;
  readonly type?: string;
  readonly body?: string | Readable;
  readonly signal: AbortSignal;
  /** How long the whole exchange may take. */
  readonly withinMs?: number;
}

/** One hub as its agents see it: authenticated requests and a probe. Knows HTTP; retrying is the caller's business. */
export class HubConnection {
  /** null until the first answer or failure. */
  reachable: boolean | null = null;
  /** Seconds that the clock of this host is ahead of the hub's, as of the last quick answer; undefined before the first. */
  clockSkewSeconds: number | undefined;
  private failure: string | undefined;
  private refused: string | undefined;

  constructor(
    private readonly address: string,
    private readonly token: Secret,
    private readonly host: string,
    private readonly trust: TlsTrust = {},
    private readonly clock: () => number = Date.now,
  ) {}

  /** Why nothing can be got from the hub now, with what to do; undefined while it answers and takes the token. */
  get complaint(): string | undefined {
    return this.reachable === true ? this.refused : `the hub ${this.reason}`;
  }

  /** Why the last request that failed did, behind "the hub". */
  private get reason(): string {
    return this.failure === undefined ? 'does not answer' : `is not believed: ${this.failure}`;
  }

  /** @returns an answer of 2xx, its body not yet read. @throws {HubUnavailable} {NotWanted} {Problem} AbortError */
  async call({
    method,
    path,
    type,
    body,
    signal,
    withinMs = ANSWER_WITHIN_MS,
  }: HubCall): Promise<IncomingMessage> {
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${this.token.reveal()}`,
      ...(type !== undefined && { 'content-type': type }),
    };
    let answer: IncomingMessage;
    const askedAt = this.clock();
    try {
      answer = await exchange({
        method,
        url: `${this.address}${path}`,
        headers,
        trust: this.trust,
        ...(body !== undefined && { body }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
      });
    } catch (error) {
      signal.throwIfAborted();
      this.reachable = false;
      this.failure = certificateFailure(error);
      throw new HubUnavailable(`the hub ${this.reason}`, { cause: error });
    }
    this.compareClocks(askedAt, answer);
    const status = answer.statusCode ?? 0;
    this.reachable = status < 500;
    if (status >= 200 && status < 300) {
      this.refused = undefined;
      return answer;
    }
    const failure = refusal(status, await answerText(answer).catch(() => ''), this.host);
    const isOfToken = status === 401 || status === 403;
    this.refused = isOfToken && failure instanceof Problem ? failure.detail : undefined;
    throw failure;
  }

  /** The same with a JSON answer; null when it is none. */
  async callJson(call: HubCall): Promise<unknown> {
    const answer = await this.call(call);
    const text = await answerText(answer).catch((error: unknown) => {
      call.signal.throwIfAborted();
      throw new HubUnavailable('the answer of the hub broke off', { cause: error });
    });
    return parse(text);
  }

  /** Asks whether the hub lives, and what time it has; never throws. */
  async probe(): Promise<boolean> {
    try {
      const askedAt = this.clock();
      const answer = await exchange({
        method: 'GET',
        url: `${this.address}/health/live`,
        trust: this.trust,
        headers: {},
        signal: AbortSignal.timeout(PROBE_WITHIN_MS),
      });
      this.compareClocks(askedAt, answer);
      await answerText(answer);
      this.reachable = answer.statusCode === 200;
    } catch (error) {
      // A hub that cannot be asked is what this question is about
      this.failure = certificateFailure(error);
      this.reachable = false;
    }
    return this.reachable;
  }

  /** The date of an answer that took long names no moment between its question and itself. */
  private compareClocks(askedAt: number, { headers }: IncomingMessage): void {
    const answeredAt = this.clock();
    const tookMs = answeredAt - askedAt;
    if (tookMs < 0 || tookMs > PROBE_WITHIN_MS) return;
    this.clockSkewSeconds = clockSkew(askedAt, answeredAt, headers.date) ?? this.clockSkewSeconds;
  }
}

function refusal(status: number, text: string, host: string): Error {
  const problem = parse(text) as { code?: string; detail?: string } | null;
  const code = problem?.code ?? `status ${status}`;
  if (UNAVAILABLE_STATUSES.has(status)) return new HubUnavailable(`the hub cannot take it now (${code})`);
  if (status === 404 || status === 409 || status === 410)
    return new NotWanted(`the hub does not want it any more (${code})`, wordsOf(problem));
  if (status === 401 || status === 403)
    return new Problem(
      'auth.forbidden',
      `The hub refuses the token of this agent (${code}): ${(problem?.detail ?? 'it said no more').replace(/\.$/, '')}. ` +
        `Put token and redis of a new file in place (asmp host rotate ${host} --out FILE; asmp host add, where its access was taken away), and restart`,
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

function wordsOf(problem: { code?: string; detail?: string } | null): HubRefusal | undefined {
  const { code, detail } = problem ?? {};
  if (code === undefined || detail === undefined || !(code in PROBLEMS)) return undefined;
  return { code: code as ProblemCode, detail };
}

/** What answers is not the hub, or another version of it. */
export const notOurs = (): Problem =>
  new Problem('request.invalid', 'What answers at hub_api is not the hub; check the address in agent.yaml.');

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A proxy in front of the hub answers in HTML; the status tells enough
    return null;
  }
}
