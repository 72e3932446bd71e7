import type { Provider, Type } from '@nestjs/common';
import { Connections } from './open-connections.js';

/** One part of a connection under its own class, so that every use case names exactly what it needs. */
export const part = <T>(token: Type<T>, of: (connections: Connections) => T): Provider => ({
  provide: token,
  useFactory: of,
  inject: [Connections],
});
