import { SetMetadata } from '@nestjs/common';

/** Metadata key under which a route of the kit says who may call it where an application has a login. */
export const ROUTE_ACCESS = 'service-kit:route-access';
/** `open`: no login needed. `guarded`: every user who is logged in; applications without a login bind to loopback instead. */
export type RouteAccess = 'open' | 'guarded';

/** This route answers without a login. */
export const OpenRoute = (): MethodDecorator & ClassDecorator => SetMetadata(ROUTE_ACCESS, 'open');

/** This route asks for a login wherever the application has one. */
export const GuardedRoute = (): MethodDecorator & ClassDecorator => SetMetadata(ROUTE_ACCESS, 'guarded');
