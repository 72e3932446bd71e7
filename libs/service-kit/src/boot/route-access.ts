import { SetMetadata } from '@nestjs/common';

/** Metadata key under which a route says who may call it without a login. */
export const ROUTE_ACCESS = 'service-kit:route-access';
/** `open`: anybody. `local`: anybody on this machine, others need a login. */
export type RouteAccess = 'open' | 'local';

/** This route answers without a login. */
export const OpenRoute = (): MethodDecorator & ClassDecorator => SetMetadata(ROUTE_ACCESS, 'open');

/** This route answers without a login to callers on this machine. */
export const LocalRoute = (): MethodDecorator & ClassDecorator => SetMetadata(ROUTE_ACCESS, 'local');
