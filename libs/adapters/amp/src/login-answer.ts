import { Problem } from '@archivesmp/contracts/problem';

const SUCCESS = 10;
const IGNORED = 30;
const NO_SESSION = /^0{8}-0{4}-0{4}-0{4}-0{12}$/;

/** AuthenticationResult in words; the panel's own text differs from version to version and is not relied on. */
const REFUSALS: Readonly<Record<number, string>> = {
  0: 'user name or password is wrong',
  1: 'the token was rejected',
  2: 'a full login is required',
  5: 'the account has no access to this instance',
  6: 'the instance is suspended',
  20: 'the password of the account must be changed first',
  25: 'the account is disabled',
  30: 'too many failed logins from this address, the panel ignores it for a while',
  40: 'the account uses two-factor login, which a service account must not',
  45: 'the account has to set up two-factor login first',
  50: 'the two-factor code was refused',
  500: 'the login server of the panel is not available',
};

export interface LoginRefused {
  /** The whole address is locked out, not only this login. */
  lockedOut: boolean;
  problem: Problem;
}

/** The session id of a Core/Login answer, or why there is none. `who` names the process. */
export function readLogin(
  value: unknown,
  fromHeader: string | undefined,
  who: string,
): { session: string } | LoginRefused {
  const answer = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const session = fromHeader ?? answer['sessionID'];
  if (
    answer['success'] === true &&
    typeof session === 'string' &&
    session !== '' &&
    !NO_SESSION.test(session)
  )
    return { session };
  const result = typeof answer['result'] === 'number' ? answer['result'] : -1;
  if (result === SUCCESS || (result === -1 && answer['success'] === undefined))
    return {
      lockedOut: false,
      problem: new Problem('amp.bad-answer', `The login to ${who} gave no session.`),
    };
  const why = REFUSALS[result] ?? `authentication result ${result}`;
  return {
    lockedOut: result === IGNORED,
    problem: new Problem('amp.login-failed', `The login to ${who} failed: ${why}.`),
  };
}
