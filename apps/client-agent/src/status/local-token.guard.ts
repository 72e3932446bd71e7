import { Problem } from '@archivesmp/contracts/problem';
import { isSameText } from '@archivesmp/digests';
import { ROUTE_ACCESS, type RouteAccess, type Secret } from '@archivesmp/service-kit';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

const LOOPBACK = /^(::1|127\.\d+\.\d+\.\d+|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Health is open, metrics are open on this machine, everything else needs the local token as Bearer. */
export class LocalTokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly token: Secret,
  ) {}

  /** @throws Problem auth.required */
  canActivate(context: ExecutionContext): boolean {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (access === 'open' || (access === 'guarded' && LOOPBACK.test(request.socket.remoteAddress ?? '')))
      return true;
    const sent = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (sent !== undefined && isSameText(sent, this.token.reveal())) return true;
    throw new Problem(
      'auth.required',
      'Send local_token (or token) of agent.yaml as "Authorization: Bearer ...".',
    );
  }
}
