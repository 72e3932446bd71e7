import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A schema as far as it is read here; the rest is the validator's business. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly [keyword: string]: unknown;
}

/** What a route answers with one status. */
export interface DeclaredAnswer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema; readonly examples?: object }>>;
  readonly headers?: Readonly<Record<string, { readonly $ref?: string; readonly required?: boolean }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema?: Schema;
}

export interface ApiOperation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { schema?: Schema }>>;
  };
  readonly responses: Readonly<Record<string, DeclaredAnswer>>;
}

/** The parts of an OpenAPI 3.1 document that answers are held to. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses?: Readonly<Record<string, DeclaredAnswer>>;
    readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  };
}

const DOCUMENT = fileURLToPath(new URL('../../../../docs/openapi.json', import.meta.url));

/** docs/openapi.json of this checkout. */
export const committedDocument = (): ApiDocument => JSON.parse(readFileSync(DOCUMENT, 'utf8')) as ApiDocument;
