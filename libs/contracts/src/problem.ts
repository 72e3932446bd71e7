import { DATABASE_PROBLEMS } from './database-problems.js';
import { moreMistakes, MOST_MISTAKES } from './mistakes.js';
import { QUEUE_PROBLEMS } from './queue-problems.js';

/** The fixed facts and texts of a problem code. */
export interface ProblemRow {
  readonly status: number;
  /** Whether the same may succeed later. */
  readonly retry: boolean;
  readonly title: string;
  /** What to do about it. */
  readonly help: string;
}

/**
 * Everything an operator can act on has one row here: a stable code, the HTTP status, whether a later try can help,
 * and a sentence that says what to do. Shape on the wire: RFC 9457 (application/problem+json).
 */
export const PROBLEMS = {
  'auth.required': {
    status: 401,
    retry: false,
    title: 'You are not logged in',
    help: 'Log in at POST /api/v1/login, or send an API token as "Authorization: Bearer ...".',
  },
  'auth.wrong-credentials': {
    status: 401,
    retry: false,
    title: 'Name or password is wrong',
    help: 'Check both; after several failures the account waits a minute.',
  },
  'auth.token-expired': {
    status: 401,
    retry: false,
    title: 'This token has expired',
    help: 'Ask an admin for a new API token, or log in again.',
  },
  'auth.forbidden': {
    status: 403,
    retry: false,
    title: 'Your role does not allow this',
    help: 'Ask a person with the role named in the detail.',
  },
  'auth.csrf': {
    status: 403,
    retry: false,
    title: 'The request carries no valid CSRF token',
    help: 'Send the value of the cookie "archivesmp_csrf" in the header "X-CSRF-Token".',
  },
  'auth.rate-limited': {
    status: 429,
    retry: true,
    title: 'Too many attempts',
    help: 'Wait for the number of seconds given in Retry-After.',
  },
  'request.invalid': {
    status: 400,
    retry: false,
    title: 'The request is not valid',
    help: 'Correct each place that is named and send it again; nothing was done.',
  },
  'request.too-large': {
    status: 413,
    retry: false,
    title: 'The body is too large',
    help: 'Send less at a time; the limit is in the detail.',
  },
  'request.unsupported-media-type': {
    status: 415,
    retry: false,
    title: 'This content type is not understood here',
    help: 'Send application/json unless the route documents another type.',
  },
  'request.method-not-allowed': {
    status: 405,
    retry: false,
    title: 'This address takes other methods',
    help: 'The header Allow lists the methods that it takes.',
  },
  'request.too-slow': {
    status: 408,
    retry: true,
    title: 'The request came too slowly',
    help: 'Send it again, faster or in smaller pieces.',
  },
  'request.headers-too-large': {
    status: 431,
    retry: false,
    title: 'The headers are too large',
    help: 'Send fewer cookies and shorter headers.',
  },
  'resource.not-found': {
    status: 404,
    retry: false,
    title: 'There is nothing at this address',
    help: 'Check the name or the id; the list of its kind shows what there is.',
  },
  'resource.conflict': {
    status: 409,
    retry: false,
    title: 'This does not fit what is there now',
    help: 'The detail says what stands in the way: deal with that first. If it changed meanwhile, read it again and repeat your change.',
  },
  'host.has-access': {
    status: 409,
    retry: false,
    title: 'The agent of this host has access already',
    help: 'Keep its file, or replace it with "asmp host rotate" (POST /api/v1/hosts/{name}/rotation): what it has ends at once.',
  },
  'host.in-use': {
    status: 409,
    retry: false,
    title: 'This host is in use',
    help: 'Do what the reason says, then remove it again. What is recorded of it stays in any case.',
  },
  'resource.busy': {
    status: 409,
    retry: true,
    title: 'Others are changing this now',
    help: 'Try again in a few seconds; nothing was changed.',
  },
  'baseline.revision-mismatch': {
    status: 412,
    retry: false,
    title: 'This file was saved since you read it',
    help: 'Read the file again, put your change into what it is now, and save that (over the API: with its new ETag in If-Match).',
  },
  'baseline.precondition-required': {
    status: 428,
    retry: false,
    title: 'A write needs If-Match',
    help: 'Send the ETag you read in If-Match, or If-None-Match: * for a new file.',
  },
  'baseline.invalid': {
    status: 422,
    retry: false,
    title: 'This content would not load on a server',
    help: 'Correct the line named in the detail; nothing was saved.',
  },
  'plan.stale': {
    status: 409,
    retry: false,
    title: 'The plan no longer fits what is there',
    help: 'What moved is listed in the detail; make a new plan, it shows the difference. Nothing was changed.',
  },
  'plan.other-hash': {
    status: 409,
    retry: false,
    title: 'This is not the plan that you read',
    help: 'Read the plan again and decide about what it says now (over the API: with its present hash).',
  },
  'plan.not-decidable': {
    status: 409,
    retry: false,
    title: 'The plan cannot be decided or run in this state',
    help: 'Look at the plan again: only an open one is decided, only an approved one is run.',
  },
  'plan.self-approval': {
    status: 403,
    retry: false,
    title: 'You cannot approve your own plan',
    help: 'Ask another person with the role operator or admin; deployment.self_approval in the settings changes the rule.',
  },
  'plan.no-person': {
    status: 403,
    retry: false,
    title: 'Only a person decides about a plan',
    help: 'Log in, or use an API token that was made under your login; a token of a program belongs to no person.',
  },
  'deployment.outside-window': {
    status: 409,
    retry: true,
    title: 'Changes are not allowed now',
    help: 'The detail says when the next window opens; deployment.windows in the settings holds them.',
  },
  'deployment.held': {
    status: 409,
    retry: false,
    title: 'An instance must not be changed',
    help: 'The hold with its reason is in the detail; the person who set it, or an admin, can lift it.',
  },
  'deployment.no-order-key': {
    status: 503,
    retry: false,
    title: 'Orders cannot be signed',
    help: 'Set deployment.order_key in host.yaml; the agents refuse what is not signed.',
  },
  'deployment.not-steerable': {
    status: 409,
    retry: false,
    title: 'The deployment cannot do that in its state',
    help: 'Look at the deployment again: its state says what it can do.',
  },
  'deployment.overtaken': {
    status: 409,
    retry: false,
    title: 'A later change touched the same',
    help: 'The detail names the later deployment: take that back first, or make a plan for the values you want.',
  },
  'request.replayed': {
    status: 409,
    retry: false,
    title: 'This idempotency key was used for another request',
    help: 'Use a new Idempotency-Key for a new request; repeat a request with its own key and the same body.',
  },
  'request.in-progress': {
    status: 409,
    retry: true,
    title: 'The same request is still being carried out',
    help: 'Send it again with its Idempotency-Key in a few seconds: you get its answer, and it is not done twice.',
  },
  'settings.invalid': {
    status: 500,
    retry: false,
    title: 'The settings are wrong',
    help: 'Correct each setting listed; no value is shown on purpose.',
  },
  'settings.unreadable': {
    status: 500,
    retry: false,
    title: 'The settings cannot be read',
    help: 'Name the file with --config FILE or in ARCHIVESMP_CONFIG, and let the account that this program runs as read it.',
  },
  'hub.unreachable': {
    status: 503,
    retry: true,
    title: 'The hub does not answer this agent',
    help: 'Try again when it is back. What cannot wait: send "force": true and a reason; it is done at once and told to the hub later.',
  },
  'agent.unreachable': {
    status: 503,
    retry: true,
    title: 'The agent of this host does not answer',
    help: 'Check that client-agent runs on that host and reaches Redis and the hub.',
  },
  'amp.unreachable': {
    status: 503,
    retry: true,
    title: 'The AMP panel does not answer',
    help: 'Check the url of the panel in amp_servers and that the panel is up.',
  },
  'amp.login-failed': {
    status: 502,
    retry: false,
    title: 'The AMP panel refuses the login',
    help: 'Check user name and password of the service account; it must not use two-factor login.',
  },
  'amp.refused': {
    status: 502,
    retry: false,
    title: 'The AMP panel refused the call',
    help: 'The reason of the panel is in the detail; often a permission of the service account is missing.',
  },
  'amp.instance-down': {
    status: 503,
    retry: true,
    title: 'The AMP process of this instance does not run',
    help: 'Start the instance in AMP; after a start it takes up to half a minute until it answers.',
  },
  'amp.bad-answer': {
    status: 502,
    retry: true,
    title: 'The AMP panel answered something that is no answer',
    help: 'A proxy in front of the panel may answer in its place; open the panel in a browser.',
  },
  ...QUEUE_PROBLEMS,
  ...DATABASE_PROBLEMS,
  'artifacts.unavailable': {
    status: 503,
    retry: true,
    title: 'The object storage is not reachable',
    help: 'Check the S3 server named under minio in the settings; see /health/ready.',
  },
  'artifacts.unsuitable': {
    status: 503,
    retry: false,
    title: 'The object storage lacks something that is needed here',
    help: 'Nothing was written, and no other change came first. Use an S3 server with conditional writes; docs/operations.md says which were tried.',
  },
  'artifacts.corrupt': {
    status: 502,
    retry: true,
    title: 'An object is not what its name says',
    help: 'The sha256 of the content differs from its name; it was not used. Verify the storage.',
  },
  'artifacts.not-authentic': {
    status: 502,
    retry: false,
    title: 'An object in the bucket was not written by this hub',
    help: 'It was not used. Restore it from a copy, or adopt it when you know who put it there: docs/operations.md, "Something in the bucket is not ours".',
  },
  'instance.busy': {
    status: 409,
    retry: true,
    title: 'Something else is changing this instance now',
    help: 'Wait until it is done; the detail names who holds the instance and until when.',
  },
  'lease.lost': {
    status: 409,
    retry: false,
    title: 'Another program has claimed the instance',
    help: 'Nothing more was done to it from here; look at what holds it now.',
  },
  internal: {
    status: 500,
    retry: true,
    title: 'Something went wrong on our side',
    help: 'Quote the id of this answer to the operator of the hub; the log has the details.',
  },
} as const satisfies Record<string, ProblemRow>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One wrong field of a request or setting. Never carries the value. */
export interface FieldError {
  field: string;
  /** Where it is in a JSON body (RFC 6901), such as `/changes/2/edits/0/value`. */
  pointer?: string;
  message: string;
}

/** What a problem may carry beside its sentence. */
export interface ProblemOptions {
  readonly cause?: unknown;
  /** Each mistake by its place; no more than `MOST_MISTAKES`, the others are counted. */
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** What to do in this very case, where the sentence of the code would say less. */
  readonly help?: string;
}

function bounded(errors: readonly FieldError[]): readonly FieldError[] {
  // The last one may count others already
  if (errors.length <= MOST_MISTAKES + 1) return errors;
  const more = moreMistakes(errors.length, MOST_MISTAKES)!;
  return [...errors.slice(0, MOST_MISTAKES), { field: '', message: more }];
}

/**
 * A failure an operator can act on. Throw it from adapters and use cases; the edges translate it
 * (HTTP: problem details; queue: `retry: false` means no second attempt).
 */
export class Problem extends Error {
  readonly options: ProblemOptions;
  readonly status: number;
  readonly retry: boolean;
  readonly help: string;
  readonly title: string;

  constructor(
    readonly code: ProblemCode,
    /** What exactly happened, for the person who reads it. Must not contain a secret. */
    readonly detail: string,
    options: ProblemOptions = {},
  ) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.options = options.errors === undefined ? options : { ...options, errors: bounded(options.errors) };
    this.name = 'Problem';
    const row = PROBLEMS[code];
    this.status = row.status;
    this.retry = row.retry;
    this.help = options.help ?? row.help;
    this.title = row.title;
  }
}

/** The RFC 9457 body. `instance` is the request id that also stands in the log. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  help: string;
  instance: string;
  errors?: readonly FieldError[];
}
