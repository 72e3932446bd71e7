import { PROBLEMS, type ProblemCode } from '@archivesmp/contracts/problem';
import type { DraftDocument, DraftAnswer, DraftOperation } from './document-types.js';
import { REFUSES } from './refused-with.js';

const JSON_PROBLEM = 'application/problem+json';

/** Refusals that many routes have for the same reason, by the name under which the document keeps them. */
const USUAL = {
  Invalid: ['request.invalid'],
  NotLoggedIn: ['auth.required', 'auth.token-expired'],
  NotAllowed: ['auth.forbidden', 'auth.csrf'],
  NotFound: ['resource.not-found'],
  TooLarge: ['request.too-large'],
  OtherType: ['request.unsupported-media-type'],
  Failed: ['internal'],
  StoreUnavailable: [
    'database.unavailable',
    'database.busy',
    'database.not-writable',
    'artifacts.unavailable',
    'queue.unavailable',
    'queue.not-writable',
  ],
} as const satisfies Record<string, readonly ProblemCode[]>;
type Usual = keyof typeof USUAL;

/**
 * Gives every operation an answer for each status with which it may refuse: those that its route declares and those that follow from
 * its kind. Each code is an example of its own that can be told from the others.
 */
export function addProblemAnswers(document: DraftDocument): void {
  const { components } = document;
  components['headers'] = {
    'Retry-After': {
      description: 'Seconds to wait before the next try',
      schema: { type: 'integer', minimum: 1 },
    },
    'Retry-After-Always': {
      description: 'Seconds to wait before the next try',
      required: true,
      schema: { type: 'integer', minimum: 1 },
    },
    Location: {
      description: 'Address of what was made',
      required: true,
      schema: { type: 'string' },
    },
    ETag: {
      description: 'Revision of the content, to be sent back in If-Match',
      required: true,
      schema: { type: 'string' },
    },
    ...components['headers'],
  };
  components['responses'] = Object.fromEntries(
    Object.entries(USUAL).map(([name, codes]) => [name, answerWith(codes)]),
  );
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods))
      addTo(operation, usualOf(method, path, operation));
  const codes = usedCodes(document);
  const used = Object.keys(PROBLEMS).filter((code) => codes.has(code));
  components['examples'] = Object.fromEntries(used.map((code) => [code, exampleOf(code as ProblemCode)]));
}

const EXAMPLES = '#/components/examples/';

/** Codes that some answer has as an example. */
function usedCodes(document: DraftDocument): Set<string> {
  const found = JSON.stringify(document).matchAll(/"#\/components\/examples\/([^"]+)"/g);
  return new Set([...found].map(([, code]) => code!));
}

function addTo(operation: DraftOperation, usual: readonly Usual[]): void {
  const declared = extractDeclared(operation);
  const names = new Map(usual.map((name) => [statusOf(USUAL[name]), name]));
  const byStatus = Map.groupBy(declared, (code): number => PROBLEMS[code].status);
  for (const status of new Set([...names.keys(), ...byStatus.keys()])) {
    const name = names.get(status);
    const known: readonly ProblemCode[] = name === undefined ? [] : USUAL[name];
    const own = (byStatus.get(status) ?? []).filter((code) => !known.includes(code));
    operation.responses[String(status)] =
      name !== undefined && own.length === 0
        ? { $ref: `#/components/responses/${name}` }
        : answerWith([...own, ...known]);
  }
}

const statusOf = ([code]: readonly ProblemCode[]): number => PROBLEMS[code!].status;

/** What may go wrong with a route because of what it is. */
function usualOf(method: string, path: string, { security = [] }: DraftOperation): Usual[] {
  return [
    'Invalid',
    ...(security.length > 0 ? (['NotLoggedIn', 'NotAllowed'] as const) : []),
    ...(path.includes('{') ? (['NotFound'] as const) : []),
    ...(method === 'get' ? [] : (['TooLarge', 'OtherType'] as const)),
    'Failed',
    'StoreUnavailable',
  ];
}

function extractDeclared(operation: DraftOperation): ProblemCode[] {
  const fields = Object.keys(operation).filter((field) => field.startsWith(REFUSES));
  for (const field of fields) delete operation[field as `x-${string}`];
  return fields.map((field) => field.slice(REFUSES.length) as ProblemCode).toSorted();
}

function answerWith(codes: readonly ProblemCode[]): DraftAnswer {
  const status = statusOf(codes);
  const retryAfter = status === 429 ? 'Retry-After-Always' : status === 503 ? 'Retry-After' : undefined;
  return {
    description: codes
      .map((code) => `\`${code}\`: ${PROBLEMS[code].title}. ${PROBLEMS[code].help}`)
      .join('\n\n'),
    ...(retryAfter !== undefined && {
      headers: { 'Retry-After': { $ref: `#/components/headers/${retryAfter}` } },
    }),
    content: {
      [JSON_PROBLEM]: {
        schema: { $ref: '#/components/schemas/ProblemView' },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `${EXAMPLES}${code}` }])),
      },
    },
  };
}

/** One refusal as it is sent. */
function exampleOf(code: ProblemCode): object {
  const { title, status, help } = PROBLEMS[code];
  const value = {
    type: `urn:archivesmp:problem:${code}`,
    title,
    status,
    code,
    detail: DETAILS[code] ?? `${title}.`,
    help,
    instance: '6f1c2c1e-4d0b-4c0a-9d53-2f8a6d1b7e44',
    ...(code === 'request.invalid' && {
      errors: [{ field: 'limit', message: 'must be a whole number from 1 to 1000' }],
    }),
  };
  return { summary: title, value };
}

/** What a refusal says happened, where its title alone does not show what to expect there. */
const DETAILS: Partial<Record<ProblemCode, string>> = {
  'auth.forbidden': 'This takes the role operator; you have viewer.',
  'request.invalid': 'The query is not valid. limit: must be a whole number from 1 to 1000.',
  'resource.not-found': 'There is nothing with this id.',
  'plan.stale': 'BENT01 plugins/CMI/config.yml: ReSpawn.Enabled was changed since the plan was made.',
  'plan.not-decidable': 'The plan is rejected.',
  'deployment.held': 'BENT01 is held by Ada until 2026-11-21T18:00:00.000Z: event.',
  'deployment.outside-window': 'The next window opens at 2026-11-21T02:00:00.000Z.',
  'baseline.invalid': 'Line 12, column 3: a tab where YAML takes spaces only.',
};
