/** What AMP answers, with HTTP status 200, when it does not do what was asked. Bodies as seen on live panels. */
export interface AmpException {
  Title: string;
  Message: string;
  StackTrace: string | null;
}

/** What AMP answers to an action. */
export interface ActionResult<T = unknown> {
  Status: boolean;
  Reason: string | null;
  Result?: T;
}

/** Thrown by a method; its body is the answer. */
export class SimulatedRefusal extends Error {
  constructor(readonly body: AmpException | ActionResult) {
    super('Message' in body ? body.Message : (body.Reason ?? ''));
    this.name = 'Refusal';
  }
}

/** The action is done; `result` is what AMP gives with it. */
export const succeeded = <T>(result?: T): ActionResult<T> => ({
  Status: true,
  Reason: null,
  ...(result !== undefined && { Result: result }),
});
/** The action was not done; AMP answers 200 all the same. */
export const failed = (reason: string): ActionResult => ({ Status: false, Reason: reason });

/** AMP names its internal class here, not the module of the URL. */
const internalName = (module: string, method: string): string =>
  module === 'Core' ? `GSMyAdmin.WebServer.${method}` : `${module}.WebMethods.${method}`;

const permissionSentence = (module: string, method: string, node: string): string =>
  `You do not have permission to use this method (${internalName(module, method)}) at this time. This method requires the ${node} permission.`;

/** What AMP answers with an error status when an account lacks a permission. */
export const permissionException = (module: string, method: string, node: string): AmpException => ({
  Title: 'Unauthorized Access',
  Message: permissionSentence(module, method, node),
  StackTrace: '',
});

/** The same as an ActionResult, where AMP answers that way. */
export const permissionResult = (module: string, method: string, node: string): ActionResult =>
  failed(permissionSentence(module, method, node));

/** What the panel says of an instance that is not running. */
export const instanceUnavailable: AmpException = {
  Title: 'Instance Unavailable',
  Message: 'The requested instance is not available at this time.',
  StackTrace: null,
};

/** No instance has this id. */
export const unknownInstanceId = (id: string): ActionResult => failed(`No instance with ID ${id} exists.`);
/** No instance has this name. */
export const unknownInstanceName: ActionResult = failed('No such instance with this name');

/** The wording of a real panel is not known; clients look for "not found". */
export const unknownMethod = (module: string, method: string): AmpException => ({
  Title: 'MissingMethodException',
  Message: `The method ${module}/${method} was not found.`,
  StackTrace: '',
});

/** A method that AMP has and this simulator does not: an error that cannot be mistaken for an answer. */
export const notSimulated = (module: string, method: string): AmpException => ({
  Title: 'Not Simulated',
  Message: `${module}/${method} exists in AMP, but this simulated panel does not play it.`,
  StackTrace: '',
});

/** A parameter that is missing or of the wrong kind. */
export const badParameter = (name: string, expected: string): AmpException => ({
  Title: 'ArgumentException',
  Message: `The parameter ${name} is missing or not a ${expected}.`,
  StackTrace: '',
});
