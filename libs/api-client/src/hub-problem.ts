import type { FieldErrorView, ProblemCode, ProblemView } from './schemas.generated.js';

/** The hub understood a request and did not do it: what happened, and what to do. */
export class HubProblem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly help: string;
  /** Id of the request, for whoever runs the hub. */
  readonly requestId: string;
  /** Each wrong field of a request, or each thing that moved. */
  readonly errors: readonly FieldErrorView[];

  constructor({ status, code, detail, help, instance, errors = [] }: ProblemView) {
    super(`${code}: ${detail}`);
    this.name = 'HubProblem';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.help = help;
    this.requestId = instance;
    this.errors = errors;
  }
}

/** No hub answered: nobody listens, the answer took too long, or what answered is no hub. The request may have had an effect, if it was sent. */
export class HubUnreachable extends Error {
  /** false: it is certain that no hub got the request. */
  readonly isSent: boolean;

  constructor(message: string, { isSent = true, ...options }: ErrorOptions & { isSent?: boolean } = {}) {
    super(message, options);
    this.name = 'HubUnreachable';
    this.isSent = isSent;
  }
}

/** The problem in an answer of the hub; undefined when it holds none (a proxy answered in its place). */
export function problemIn(body: unknown): HubProblem | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { code, detail, status } = body as Partial<Record<keyof ProblemView, unknown>>;
  if (typeof code !== 'string' || typeof detail !== 'string' || typeof status !== 'number') return undefined;
  return new HubProblem(body as ProblemView);
}
