import { badParameter, SimulatedRefusal } from './refusals.js';
import type { PanelSession } from './session-table.js';

/** A method without a return value returns this; the switch `voidBody` decides what the wire shows. */
export const VOID = Symbol('void');

/** One parameter of a method. */
export interface ParameterSpec {
  name: string;
  type: 'String' | 'Boolean' | 'Int32' | 'Int64' | 'Guid' | 'Dictionary<String, String>';
  optional?: true;
}

/** One call as it reaches a method: the session is there unless the method is open to everyone. */
export interface ApiCall {
  params: Readonly<Record<string, unknown>>;
  session: PanelSession | undefined;
  /** Address of the caller, for the login limit. */
  remote: string;
}

/** One method of the API: its parameters and what it does. */
export interface ApiMethod {
  module: string;
  name: string;
  parameters: readonly ParameterSpec[];
  /** Name of the return type as the API specification writes it. */
  returns: string;
  /** Callable without a session. */
  anonymous?: true;
  /** Permission node that the session needs. */
  permission?: string;
  runMethod(call: ApiCall): unknown;
}

const SIMPLE = new Set(['Void', 'Boolean', 'String', 'Int32']);
/** The rest of the specification is told apart from simple values by this flag. */
export const isComplex = (returns: string): boolean => !SIMPLE.has(returns);

/** Writes `name: type` pairs as parameters; a trailing `?` makes one optional. */
export function parameters(declared: Record<string, ParameterSpec['type']>): ParameterSpec[] {
  return Object.entries(declared).map(([name, type]) =>
    name.endsWith('?') ? { name: name.slice(0, -1), type, optional: true } : { name, type },
  );
}

/** Methods of one module: `method(name, parameters, returns, run, extras)`. */
export const methodsOf =
  (module: string) =>
  (
    name: string,
    declared: Record<string, ParameterSpec['type']>,
    returns: string,
    run: ApiMethod['runMethod'],
    extras: Pick<ApiMethod, 'anonymous' | 'permission'> = {},
  ): ApiMethod => ({ module, name, parameters: parameters(declared), returns, runMethod: run, ...extras });

/** A parameter that must be a text. @throws AmpException when it is none */
export function text(call: ApiCall, name: string): string {
  const value = call.params[name];
  if (typeof value !== 'string') throw new SimulatedRefusal(badParameter(name, 'String'));
  return value;
}

/** A parameter that must be a whole number; `otherwise` when it is left out. @throws AmpException when it is none */
export function whole(call: ApiCall, name: string, otherwise?: number): number {
  const value = call.params[name] ?? otherwise;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw new SimulatedRefusal(badParameter(name, 'non-negative whole number'));
  return number;
}

/** AMP's clients send booleans as JSON or as text. */
export function flag(call: ApiCall, name: string): boolean {
  const value = call.params[name];
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** The session of a call. @throws AmpException without a login */
export function sessionOf(call: ApiCall): PanelSession {
  if (call.session === undefined) throw new Error('a method that needs a session was called without one');
  return call.session;
}
