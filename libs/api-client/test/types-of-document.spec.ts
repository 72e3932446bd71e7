import { expect, it } from 'vitest';
import { routeTypes, schemaTypes, type TypedDocument, type TypedSchema } from './types-of-document.js';

const schemas = (types: Record<string, TypedSchema>): string =>
  schemaTypes({ paths: {}, components: { schemas: types } }).replace(/^.*\n\n/, '');

it.each<[string, TypedSchema, string]>([
  ['a list of words', { type: 'string', enum: ['a', "b'c"] }, "export type X = 'a' | 'b\\'c';\n"],
  ['any JSON value', { type: 'object' }, 'export type X = unknown;\n'],
  ['a value or none', { type: 'string', nullable: true }, 'export type X = string | null;\n'],
  ['several types', { type: ['integer', 'null'] }, 'export type X = number | null;\n'],
  [
    'a map',
    { type: 'object', additionalProperties: { type: 'number' } },
    'export type X = Record<string, number>;\n',
  ],
  ['a list', { type: 'array', items: { $ref: '#/components/schemas/Y' } }, 'export type X = (Y)[];\n'],
  [
    'one of several',
    { oneOf: [{ type: 'string' }, { type: 'boolean' }] },
    'export type X = string | boolean;\n',
  ],
  [
    'a shape with what may be left out',
    {
      description: 'ends */ here',
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string' }, 'a-b': { allOf: [{ $ref: '#/components/schemas/Y' }] } },
    },
    "/** ends *\\/ here */\nexport interface X {\nid: string;\n'a-b'?: Y;\n}\n",
  ],
])('%s', (_name, schema, text) => expect(schemas({ X: schema })).toBe(text));

it('a route has what it takes and answers, and says whether it may be sent again', () => {
  const document: TypedDocument = {
    components: { schemas: {} },
    paths: {
      '/a/{id}': {
        post: {
          summary: 'Do it',
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'limit', in: 'query', schema: { type: 'number' } },
            { name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } },
          ],
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Request' } } },
          },
          responses: {
            '202': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Plan' } } } },
            default: { content: { 'application/problem+json': { schema: { type: 'string' } } } },
          },
        },
      },
    },
  };
  expect(routeTypes(document).replace(/^.*\n\n/, ''))
    .toBe(`import type { Plan, Request } from './schemas.generated.js';

export interface Routes {
/** Do it */
'POST /a/{id}': {
path: {
id: string;
};
query?: {
limit?: number;
};
body: Request;
answer: Plan;
};
}

/** Routes that have one effect however often a request is sent under the same Idempotency-Key. */
export const REPEATABLE_ROUTES: ReadonlySet<string> = new Set<keyof Routes>(['POST /a/{id}']);
`);
});
