import { Problem } from '@archivesmp/contracts/problem';

/** The panel does not know the session any more: log in again, then repeat the call once. */
export class SessionGone extends Error {
  constructor() {
    super('the session is not valid any more');
    this.name = 'SessionGone';
  }
}

const REQUIRED_PERMISSION = /requires the (\S+) permission/;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What a method returned, out of the status and body of an answer. AMP says nearly everything with HTTP 200, so the
 * body decides: a bare value, nothing at all (empty, `null`, `{}`, 204), a wrapped `{result}` of old versions, or one of
 * the shapes of an error. `what` names the call in error texts.
 *
 * Throws SessionGone, or a Problem: `amp.refused`, `amp.instance-down`, `amp.bad-answer`.
 */
export function readAnswer(status: number, body: string, what: string): unknown {
  if (status === 401) throw new SessionGone();
  if (status === 429) throw new Problem('amp.unreachable', `The panel is too busy for ${what} (HTTP 429).`);
  if (status >= 300 && status < 400)
    throw new Problem(
      'amp.bad-answer',
      `The panel redirects ${what} (HTTP ${status}); put the address it leads to into the settings.`,
    );
  if (status === 204 || (status === 200 && body.trim() === '')) return undefined;
  const value = parseJson(status, body, what);
  if (isObject(value)) throwRefusal(value, what);
  if (status !== 200) throw new Problem('amp.bad-answer', `${what} was answered with HTTP ${status}.`);
  return unwrapped(value);
}

function parseJson(status: number, body: string, what: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    const kind = /^\s*</.test(body) ? 'a web page' : 'a text that is no JSON';
    throw new Problem('amp.bad-answer', `${what} was answered with ${kind} (HTTP ${status}).`);
  }
}

/** An object whose only key is `result` is the way AMP before 2.3 returned values. */
function unwrapped(value: unknown): unknown {
  return isObject(value) && Object.keys(value).length === 1 && 'result' in value ? value['result'] : value;
}

function throwRefusal(value: Record<string, unknown>, what: string): void {
  const exception = 'Title' in value && ('Message' in value || 'StackTrace' in value);
  if (!exception && value['Error'] !== true && value['Status'] !== false) return;
  const message = [value['Message'], value['Reason'], value['Title']].find(
    (text) => typeof text === 'string' && text !== '',
  ) as string | undefined;
  const permission = REQUIRED_PERMISSION.exec(message ?? '')?.[1];
  if (permission === 'Session.Exists') throw new SessionGone();
  if (permission !== undefined)
    throw new Problem(
      'amp.refused',
      `The service account lacks the permission ${permission}, which ${what} needs. Log in again after granting it.`,
    );
  if (value['Title'] === 'Instance Unavailable')
    throw new Problem('amp.instance-down', `${what}: the process of this instance does not answer.`);
  throw new Problem('amp.refused', `${what} was refused: ${(message ?? 'no reason given').slice(0, 500)}`);
}

/** The `Result` of an ActionResult; the value itself when the method returns something else. */
export function resultOf(value: unknown): unknown {
  return isObject(value) && value['Status'] === true ? value['Result'] : value;
}
