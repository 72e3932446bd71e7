import type { SimulatedProcess } from './amp-process.js';
import type { ApiCall } from './api-method.js';
import { apiSpecOf, type PublishedSpec } from './api-spec.js';
import { grants } from './permission.js';
import {
  notSimulated,
  permissionException,
  permissionResult,
  SimulatedRefusal,
  unknownMethod,
} from './refusals.js';

const DEPRECATED =
  'SessionID passed in request body - this is deprecated, please pass session ID in the Authorization header instead';

/** One call as it came over HTTP. */
export interface IncomingCall {
  module: string;
  method: string;
  params: Record<string, unknown>;
  bearer: string | undefined;
  remote: string;
}

/** Finds the session and the method, checks the permission, runs the method. Refusals are answers too. */
export async function runMethod(
  process: SimulatedProcess,
  incoming: IncomingCall,
  published: PublishedSpec | undefined,
): Promise<unknown> {
  const { switches } = process.parts;
  const inBody = incoming.params['SESSIONID'];
  const fromBody = typeof inBody === 'string' && inBody !== '' ? inBody : undefined;
  if (fromBody !== undefined && switches.deprecationLine) process.console.writeEntry(DEPRECATED, 'API');
  const session = process.sessions.findSession(incoming.bearer ?? fromBody, switches.sessionMs);
  const { module, method: name } = incoming;
  const method = process.method(module, name);
  if (method === undefined) {
    const known = apiSpecOf(process, published, true)[module]?.[name] !== undefined;
    return known ? notSimulated(module, name) : unknownMethod(module, name);
  }
  if (session === undefined && method.anonymous !== true)
    return switches.sessionError === 'exception'
      ? permissionException(module, name, 'Session.Exists')
      : permissionResult(module, name, 'Session.Exists');
  if (
    session !== undefined &&
    method.permission !== undefined &&
    !grants(session.permissions, method.permission)
  )
    return permissionException(module, name, method.permission);
  const call: ApiCall = { params: incoming.params, session, remote: incoming.remote };
  try {
    return await method.runMethod(call);
  } catch (error) {
    if (error instanceof SimulatedRefusal) return error.body;
    throw error;
  }
}
