import { HubProblem, HubUnreachable, problemIn } from './hub-problem.js';
import { REPEATABLE_ROUTES, type Routes } from './routes.generated.js';

export type RouteName = keyof Routes;
export type Answer<Route extends RouteName> = Routes[Route]['answer'];
/** What a route takes: members of its path, its query, headers, body. */
export type Wanted<Route extends RouteName> = Omit<Routes[Route], 'answer'> & CallOptions;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Sent with what changes something; without it each call has a new one. */
  readonly idempotencyKey?: string;
}

type WantedArgument<Route extends RouteName> =
  object extends Wanted<Route> ? [wanted?: Wanted<Route>] : [wanted: Wanted<Route>];

/** An answer with its headers, for routes whose ETag or Location matters. */
export interface Exchange<Route extends RouteName> {
  readonly status: number;
  readonly headers: Headers;
  readonly answer: Answer<Route>;
}

export interface HubClientSettings {
  /** Address of the hub, without a path. */
  readonly url: string;
  /** API token; left out in a browser, which has a session. */
  readonly token?: string;
  /** Headers of every request, such as X-CSRF-Token. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  /** How long one answer may take, milliseconds. */
  readonly timeoutMs?: number;
  /** Pauses before a request is sent again that got no answer, milliseconds. */
  readonly pausesMs?: readonly number[];
  /** Pause before asking again for the answer to a change that the hub is still carrying out, milliseconds. */
  readonly underWayMs?: number;
}

interface RawRequest {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const TIMEOUT_MS = 30_000;
const PAUSES_MS = [250, 1_000, 2_500];
const UNDER_WAY_MS = 1_000;
/** So often it is asked for: longer than the hub waits before it begins a request anew that never ended. */
const UNDER_WAY_TRIES = 90;
/** Answers of a proxy whose hub is unavailable. */
const UNAVAILABLE_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Typed calls to a hub. Reads, and changes that an Idempotency-Key makes repeatable, are sent again when nothing answers; every
 * other change is sent once. A change that took longer than an answer may take is asked for again until the hub has done it.
 */
export class HubClient {
  readonly url: string;

  constructor(private readonly settings: HubClientSettings) {
    this.url = settings.url.replace(/\/+$/, '');
  }

  /**
   * Calls one route and returns its answer.
   * @throws HubProblem when the hub refuses, HubUnreachable when none answers
   */
  async call<Route extends RouteName>(
    route: Route,
    ...wanted: WantedArgument<Route>
  ): Promise<Answer<Route>> {
    return (await this.exchange(route, ...wanted)).answer;
  }

  /** The same with status and headers. */
  async exchange<Route extends RouteName>(
    route: Route,
    ...[wanted]: WantedArgument<Route>
  ): Promise<Exchange<Route>> {
    const given: RawRequest & CallOptions = wanted ?? {};
    const [method = '', pattern = ''] = route.split(' ');
    const isRead = method === 'GET';
    const key = isRead ? undefined : (given.idempotencyKey ?? crypto.randomUUID());
    const address = `${this.url}${filled(pattern, given.path)}${queryText(given.query)}`;
    const init = { method, ...this.requestContent(given, key) };
    const pauses = isRead || REPEATABLE_ROUTES.has(route) ? (this.settings.pausesMs ?? PAUSES_MS) : [];
    for (let [lost, underWay] = [0, 0]; ;) {
      try {
        return (await this.callOnce(address, init, given.signal)) as Exchange<Route>;
      } catch (error) {
        const isUnderWay = error instanceof HubProblem && error.code === 'request.in-progress';
        const pause = isUnderWay
          ? underWay++ < UNDER_WAY_TRIES
            ? (this.settings.underWayMs ?? UNDER_WAY_MS)
            : undefined
          : error instanceof HubUnreachable
            ? pauses[lost++]
            : undefined;
        if (pause === undefined) throw error;
        await rest(pause, given.signal);
      }
    }
  }

  /** Opens a stream of server-sent events. @throws as `call` */
  async listen(path: string, lastEventId: string | undefined, signal: AbortSignal): Promise<Response> {
    const headers = {
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    };
    const answer = await this.send(
      `${this.url}${path}`,
      { method: 'GET', headers: this.withAccess(headers) },
      signal,
    );
    if (!answer.ok) throw refusalIn(answer.status, await bodyOf(answer), this.url);
    return answer;
  }

  private requestContent({ headers, body }: RawRequest, key: string | undefined): RequestInit {
    const isText = typeof body === 'string';
    return {
      headers: this.withAccess({
        accept: 'application/json',
        ...headers,
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': isText ? 'text/plain' : 'application/json' }),
      }),
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    };
  }

  private withAccess(headers: Readonly<Record<string, string>>): Record<string, string> {
    const { token } = this.settings;
    return {
      ...headers,
      ...this.settings.headers?.(),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
  }

  private async callOnce(
    address: string,
    init: RequestInit,
    signal: AbortSignal | undefined,
  ): Promise<object> {
    const limit = AbortSignal.timeout(this.settings.timeoutMs ?? TIMEOUT_MS);
    const answer = await this.send(
      address,
      init,
      signal === undefined ? limit : AbortSignal.any([signal, limit]),
    );
    const body = await bodyOf(answer).catch((error: unknown) => {
      throw new HubUnreachable(`The answer of ${this.url} broke off: ${reasonOf(error)}.`, { cause: error });
    });
    if (!answer.ok) throw refusalIn(answer.status, body, this.url);
    return { status: answer.status, headers: answer.headers, answer: body };
  }

  private async send(address: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    try {
      // A redirect could carry the token to another machine
      return await (this.settings.fetch ?? fetch)(address, { ...init, signal, redirect: 'error' });
    } catch (error) {
      if (signal.aborted && (signal.reason as Error | undefined)?.name !== 'TimeoutError') throw error;
      throw new HubUnreachable(`The hub at ${this.url} does not answer: ${reasonOf(error)}.`, {
        cause: error,
        isSent: !NOT_SENT.has(codeOf(error)),
      });
    }
  }
}

/** Resolves after a time, rejects when the signal says so. */
export function rest(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

function filled(pattern: string, path: RawRequest['path'] = {}): string {
  return pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = path[name];
    if (value === undefined || value === '') throw new Error(`The address ${pattern} needs ${name}.`);
    // The only member of several parts is the path of a baseline: its slashes separate.
    const parts = String(value).split('/');
    // Every program takes these out of an address, which then leads to something else
    if (parts.some((part) => part === '.' || part === '..'))
      throw new Error(`${name} may not be ${String(value)}: neither . nor .. is part of an address.`);
    return parts.map(encodeURIComponent).join('/');
  });
}

function queryText(query: RawRequest['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  // The hub reads lists joined by commas.
  const texts = given.map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join() : String(value),
  ]);
  return `?${new URLSearchParams(texts)}`;
}

/** JSON where it says so, text otherwise, undefined when there is nothing. */
async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text === '') return undefined;
  if (!/^application\/(problem\+)?json\b/.test(answer.headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function refusalIn(status: number, body: unknown, url: string): HubProblem | HubUnreachable {
  const problem = problemIn(body);
  if (problem !== undefined) return problem;
  const why = UNAVAILABLE_STATUSES.has(status)
    ? 'the hub behind it is unavailable'
    : 'this is no answer of a hub; check the address';
  return new HubUnreachable(`${url} answers ${status}: ${why}.`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it took too long';
  const { cause } = error;
  const code = codeOf(error);
  if (typeof code === 'string') return REASONS[code] ?? code;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}

const codeOf = (error: unknown): unknown =>
  ((error as Error | undefined)?.cause as { code?: unknown } | undefined)?.code;

/** Nothing had been connected to yet. */
const NOT_SENT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  ENOTFOUND: 'there is no machine of this name',
  EAI_AGAIN: 'names of machines cannot be looked up now',
  EHOSTUNREACH: 'there is no way to this machine',
};
