import { PROBLEMS, type ProblemCode } from '@archivesmp/contracts/problem';
import { applyDecorators } from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemView } from './problem-view.js';

/** Says in the API document with which codes a route refuses, by status, each with what to do then. */
export const RefusedWith = (...codes: readonly ProblemCode[]): MethodDecorator =>
  applyDecorators(
    ...[...Map.groupBy(codes, (code) => PROBLEMS[code].status)].map(([status, ofStatus]) =>
      ApiResponse({
        status,
        description: ofStatus
          .map((code) => `\`${code}\`: ${PROBLEMS[code].title}. ${PROBLEMS[code].help}`)
          .join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemView) } } },
      }),
    ),
  );
