import { Problem } from '@archivesmp/contracts/problem';
import { ROUTE_ACCESS, type RouteAccess } from '@archivesmp/service-kit';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { keyMatches } from './access-key.js';
import { hasRole, noLongerFor, type Caller } from '../http/caller.js';
import { IdentifyCaller } from './identify-caller.js';
import { REQUIRED_ACCESS, type IdentifiedRequest, type RequiredAccess } from '../http/required-access.js';
import { CSRF_HEADER } from './session-cookies.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Checks every route. A route that declares no access is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(IdentifyCaller) private readonly identify: IdentifyCaller,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    const open = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, targets);
    if (open === 'open') return true;
    // Metrics name hosts: where there is a login, being on this machine is not enough.
    const required =
      open === 'guarded'
        ? 'viewer'
        : this.reflector.getAllAndOverride<RequiredAccess | undefined>(REQUIRED_ACCESS, targets);
    // A body may take its time, and its sender may have lost all access since the request began
    const caller = await this.identify.identifyCaller(request);
    request.caller = caller;
    checkCsrf(caller, request);
    if (required === undefined)
      throw new Problem('auth.forbidden', 'This address is not open to any caller.');
    checkPower(caller, required);
    return true;
  }
}

/** A browser sends cookies by itself, so a change must also prove that the page itself knows the token. */
function checkCsrf(caller: Caller, request: FastifyRequest): void {
  if (caller.session === undefined || READING.has(request.method)) return;
  const sent = request.headers[CSRF_HEADER];
  if (typeof sent !== 'string' || !keyMatches(sent, caller.session.csrfHash))
    throw new Problem('auth.csrf', 'A change under the session cookie needs the header X-CSRF-Token.');
}

function checkPower(caller: Caller, required: RequiredAccess): void {
  if (required === 'agent') {
    if (caller.agentHosts.length > 0) return;
    if (caller.endedHosts !== undefined) throw noLongerFor(caller.endedHosts);
    throw new Problem('auth.forbidden', 'Only the API token of an agent (scope agent:<host>) may do this.');
  }
  if (!hasRole(caller, required))
    throw new Problem(
      'auth.forbidden',
      `This needs the role ${required} or a higher one; yours is ${caller.role ?? 'none'}.`,
    );
}
