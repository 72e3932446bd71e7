import type { ProblemCode } from '@archivesmp/contracts/problem';
import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** Begins the fields that hold the codes of a route in the raw document, until its answers are written from them. */
export const REFUSES = 'x-refuses-';

/**
 * Says in the API document with which codes a route refuses. What follows from the kind of a route (a login, an id in the address, a
 * body, stores that are unavailable) is said by itself: see `problem-answers.ts`.
 */
export const RefusedWith = (...codes: readonly ProblemCode[]): MethodDecorator =>
  applyDecorators(...codes.map((code) => ApiExtension(`${REFUSES}${code}`, true) as MethodDecorator));
