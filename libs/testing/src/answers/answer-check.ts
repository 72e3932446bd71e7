import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { ApiDocument, DeclaredAnswer, ApiOperation, Schema } from './api-document.js';

/** One answer of a running API. */
export interface GivenAnswer {
  readonly method: string;
  /** Pattern of the route as the server has it (`/api/v1/plans/:id`); undefined: the address is nowhere. */
  readonly route: string | undefined;
  readonly status: number;
  readonly contentType: string | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** undefined: none, or one that is no text. */
  readonly body: string | undefined;
}

/** Headers that are part of the contract: an answer that has one must declare it. */
const CONTRACT_HEADERS = ['location', 'retry-after', 'etag'];
const PROBLEM = 'application/problem+json';
const NOWHERE: DeclaredAnswer = {
  content: { [PROBLEM]: { schema: { $ref: '#/components/schemas/ProblemView' } } },
};

/** Holds answers to an OpenAPI document: status, content type, headers, every field and nothing beside. */
export class AnswerCheck {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly operations = new Map<
    string,
    { readonly path: string; readonly operation: ApiOperation }
  >();

  constructor(private readonly document: ApiDocument) {
    (ajvFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addFormat('binary', true);
    this.ajv.addSchema(closed(document) as object, DOCUMENT_ID);
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods))
        this.operations.set(nameOf(method, path), { path, operation });
  }

  /** Names of all operations: `GET /api/v1/plans/{}`. */
  get names(): string[] {
    return [...this.operations.keys()];
  }

  /** The operation of a route, by the same name; undefined where the document has none. */
  nameAt(method: string, route: string): string | undefined {
    const name = nameOf(method === 'HEAD' ? 'GET' : method, route);
    return this.operations.has(name) ? name : undefined;
  }

  /** What is wrong with an answer, in words; empty when the document declares it as it is. */
  faults(answer: GivenAnswer): string[] {
    const { method, route, status } = answer;
    if (route === undefined) return this.contentFaults(answer, NOWHERE, 'nowhere');
    const name = this.nameAt(method, route);
    if (name === undefined) return [`${method} ${route} is not in the document`];
    const { path, operation } = this.operations.get(name)!;
    const declared = this.resolved(operation.responses[String(status)]);
    if (declared === undefined) return [`${method} ${path} does not declare ${status}${problemCode(answer)}`];
    const location = `${method} ${path} ${status}`;
    return [
      ...this.headerFaults(answer, declared, location),
      ...this.contentFaults(answer, declared, location),
    ];
  }

  private headerFaults({ headers }: GivenAnswer, declared: DeclaredAnswer, location: string): string[] {
    const names = Object.keys(declared.headers ?? {}).map((name) => name.toLowerCase());
    const undeclared = CONTRACT_HEADERS.filter(
      (name) => headers[name] !== undefined && !names.includes(name),
    );
    const required = Object.entries(declared.headers ?? {}).filter(
      ([, header]) => this.header(header).required === true,
    );
    const missing = required.filter(([name]) => headers[name.toLowerCase()] === undefined);
    return [
      ...undeclared.map((name) => `${location} does not declare the header ${name}`),
      ...missing.map(([name]) => `${location} lacks the header ${name}`),
    ];
  }

  private contentFaults(answer: GivenAnswer, declared: DeclaredAnswer, location: string): string[] {
    if (answer.method === 'HEAD' || answer.status === 204) return [];
    const type = answer.contentType?.split(';')[0]?.trim() ?? '';
    const contents = declared.content ?? {};
    if (Object.keys(contents).length === 0)
      return answer.body === undefined || answer.body === ''
        ? []
        : [`${location} declares no body and has ${type}`];
    const content = contents[type];
    if (content === undefined)
      return [`${location} does not declare ${type === '' ? 'an answer without a type' : type}`];
    if (!type.endsWith('json') || answer.body === undefined) return [];
    const value: unknown = JSON.parse(answer.body);
    return [
      ...this.schemaFaults(content.schema ?? {}, value, location, type),
      ...codeFaults(content.examples, value, location),
    ];
  }

  private schemaFaults(schema: Schema, value: unknown, location: string, type: string): string[] {
    const key = `${location} ${type}`;
    let validate = this.validators.get(key);
    if (validate === undefined) {
      validate = this.ajv.compile(absolute(closed(schema)) as object);
      this.validators.set(key, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message = '', params }) => {
      const extra = 'additionalProperty' in params ? `: ${String(params['additionalProperty'])}` : '';
      return `${location}${instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/*')} ${message}${extra}`;
    });
  }

  private resolved(answer: DeclaredAnswer | undefined): DeclaredAnswer | undefined {
    const { responses } = this.document.components;
    return answer?.$ref === undefined ? answer : responses?.[answer.$ref.split('/').at(-1)!];
  }

  private header(header: { readonly $ref?: string; readonly required?: boolean }): {
    readonly required?: boolean;
  } {
    const { headers } = this.document.components;
    return header.$ref === undefined ? header : (headers?.[header.$ref.split('/').at(-1)!] ?? {});
  }
}

const DOCUMENT_ID = 'document';

/** The server and the document write parameters differently; only where they stand counts. */
function nameOf(method: string, path: string): string {
  const plain = path.replaceAll(/\{[^}]*\}|:[A-Za-z]\w*|\*/g, '{}');
  return `${method.toUpperCase()} ${plain}`;
}

/** A refusal names one of the codes that its status has an example for. */
function codeFaults(examples: object | undefined, value: unknown, location: string): string[] {
  const code = (value as { code?: unknown } | null)?.code;
  if (examples === undefined || typeof code !== 'string' || code in examples) return [];
  return [`${location} does not declare the code ${code}`];
}

function problemCode({ contentType, body }: GivenAnswer): string {
  if (body === undefined || contentType?.startsWith(PROBLEM) !== true) return '';
  return ` (${(JSON.parse(body) as { code: string }).code})`;
}

/** The same with every shape closed: a field that is not declared is a fault as well. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'example' || key === 'examples' ? value : closed(value),
    ]),
  );
  if (isShape(copy) && copy['additionalProperties'] === undefined) copy['additionalProperties'] = false;
  return copy;
}

const isShape = (schema: Record<string, unknown>): boolean =>
  schema['type'] === 'object' && typeof schema['properties'] === 'object';

/** References into the document, made absolute for a schema that is compiled apart from it. */
function absolute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(absolute);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? `${DOCUMENT_ID}${value}` : absolute(value),
    ]),
  );
}
