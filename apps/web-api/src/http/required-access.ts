import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth } from '@nestjs/swagger';
import type { Role } from '@archivesmp/contracts/vocabulary';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';

/** Metadata key under which a route says who may call it: a role, or `agent`. */
export const REQUIRED_ACCESS = 'web-api:required-access';
export type RequiredAccess = Role | 'agent';

/** Only callers of this role or a higher one. On a class for all its routes, on a method for one. */
export const Requires = (role: Role): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(REQUIRED_ACCESS, role), ApiBearerAuth('token'), ApiCookieAuth('session'));

/** Only API tokens of an agent (scope `agent:<host>`). */
export const RequiresAgent = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(REQUIRED_ACCESS, 'agent'), ApiBearerAuth('token'));

/** Where the guard leaves the caller for the handlers. */
export interface IdentifiedRequest extends FastifyRequest {
  caller?: Caller;
  /** Of what this request makes; the same for every repetition under its Idempotency-Key. */
  idempotentId?: string;
}

/** The identified caller of this request. */
export const TheCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<IdentifiedRequest>();
  if (caller === undefined) throw new Error('An open route asked for its caller');
  return caller;
});
