import { describe, expect, it } from 'vitest';
import { AnswerCheck, type GivenAnswer } from './answer-check.js';
import type { ApiDocument } from './api-document.js';

const document: ApiDocument = {
  paths: {
    '/api/plans/{id}': {
      get: {
        operationId: 'plansRead',
        responses: {
          '200': {
            headers: { ETag: { required: true } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Plan' } } },
          },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
      delete: { operationId: 'plansDelete', responses: { '204': {} } },
    },
  },
  components: {
    schemas: {
      Plan: {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'string', format: 'uuid' }, at: { type: 'string', format: 'date-time' } },
      },
      ProblemView: { type: 'object', properties: { code: { type: 'string' } } },
    },
    responses: {
      NotFound: {
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/ProblemView' },
            examples: { 'resource.not-found': {} },
          },
        },
      },
    },
  },
};
const check = new AnswerCheck(document);
const ID = 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44';
const given = (body: unknown, more: Partial<GivenAnswer> = {}): GivenAnswer => ({
  method: 'GET',
  route: '/api/plans/:id',
  status: 200,
  contentType: 'application/json; charset=utf-8',
  headers: { etag: '"1"' },
  body: JSON.stringify(body),
  ...more,
});
const problem = (code: string): Partial<GivenAnswer> => ({
  status: 404,
  contentType: 'application/problem+json',
  headers: {},
  body: JSON.stringify({ code }),
});

describe('an answer is held to the document', () => {
  it.each<[string, GivenAnswer, RegExp | undefined]>([
    ['as declared', given({ id: ID, at: '2026-11-21T07:00:00.000Z' }), undefined],
    ['to HEAD', given(undefined, { method: 'HEAD', body: undefined }), undefined],
    ['a declared refusal', given({}, problem('resource.not-found')), undefined],
    ['without a body', given({}, { method: 'DELETE', status: 204, headers: {}, body: undefined }), undefined],
    ['no such address', given({}, { route: undefined, ...problem('resource.not-found') }), undefined],
    ['a field beside', given({ id: ID, more: 1 }), /must NOT have additional properties: more/],
    ['a field missing', given({}), /must have required property 'id'/],
    ['no UUID', given({ id: 'one' }), /id must match format "uuid"/],
    ['no time', given({ id: ID, at: 'today' }), /at must match format "date-time"/],
    ['another status', given({}, { status: 500 }), /does not declare 500/],
    ['another code', given({}, problem('plan.stale')), /does not declare the code plan.stale/],
    ['another type', given({ id: ID }, { contentType: 'text/html' }), /does not declare text\/html/],
    ['a header missing', given({ id: ID }, { headers: {} }), /lacks the header ETag/],
    ['a header beside', given({ id: ID }, { headers: { etag: '1', location: '/' } }), /the header location/],
    ['no such operation', given({}, { route: '/api/other' }), /is not in the document/],
  ])('%s', (_what, answer, fault) => {
    const faults = check.faults(answer);
    if (fault === undefined) expect(faults).toEqual([]);
    else expect(faults).toEqual([expect.stringMatching(fault)]);
  });
});
