import { randomUUID } from 'node:crypto';
import type { LoginLimit } from './login-limit.js';
import type { SessionTable } from './session-table.js';
import type { Switches } from './switches.js';

/** An account of the panel. Its instances trust the same accounts. */
export interface PanelUser {
  name: string;
  password: string;
  /** When set, a login needs this code as token (AMP itself computes it from the time). */
  twoFactorCode?: string;
  disabled?: boolean;
  /** Permission nodes, `*` and `-node` allowed. Default: everything. */
  permissions?: string[];
}

/** AuthenticationResult of the API, as far as this panel gives it. */
const RESULT = {
  failure: 0,
  tokenRejected: 1,
  success: 10,
  disabled: 25,
  ignored: 30,
  twoFactorChallenge: 40,
  twoFactorFailed: 50,
} as const;

const REASONS: Record<keyof typeof RESULT, string> = {
  failure: 'Internal Auth - No reason given',
  tokenRejected: 'The token was rejected.',
  success: '',
  disabled: 'This account is disabled.',
  ignored: 'Too many failed logins from this address; wait.',
  twoFactorChallenge: 'A two-factor code is required.',
  twoFactorFailed: 'The two-factor code is wrong.',
};

/** What a client sends to log in. */
export interface LoginAttempt {
  username: string;
  password: string;
  token: string;
  rememberMe: boolean;
  remote: string;
}

/** The front door of one AMP process: accounts, remembered tokens and one-time tokens of ManageInstance. */
export class Login {
  private readonly remembered = new Map<string, string>();
  private readonly oneTime = new Map<string, string>();
  /** Successful logins so far: tests see from it that clients do not log in more than they need. */
  count = 0;

  constructor(
    private readonly users: readonly PanelUser[],
    private readonly sessions: SessionTable,
    private readonly limit: LoginLimit,
    private readonly switches: Switches,
    private readonly visible: () => ReadonlySet<string>,
  ) {}

  /** A token with which `user` may log in once, without a password. */
  issueOneTimeToken(user: string): string {
    const token = randomUUID();
    this.oneTime.set(token, user);
    return token;
  }

  /** The answer of Core/Login. */
  attempt(request: LoginAttempt): Record<string, unknown> {
    const { loginFailures, loginWindowMs } = this.switches;
    if (this.limit.isLocked(request.remote, loginFailures, loginWindowMs)) return this.refusal('ignored');
    const user = this.users.find((one) => one.name.toLowerCase() === request.username.toLowerCase());
    const outcome = user === undefined ? 'failure' : this.check(user, request);
    if (outcome === 'success' && user !== undefined) return this.welcome(user, request.rememberMe);
    if (outcome !== 'twoFactorChallenge') this.limit.failed(request.remote);
    return this.refusal(outcome);
  }

  private check(user: PanelUser, request: LoginAttempt): keyof typeof RESULT {
    if (request.password === '' && request.token !== '') return this.redeem(user, request.token);
    if (user.password !== request.password) return 'failure';
    if (user.disabled === true) return 'disabled';
    // Without two-factor login the token does not matter: some clients send an old remembered one beside the password.
    if (user.twoFactorCode === undefined || user.twoFactorCode === request.token) return 'success';
    return request.token === '' ? 'twoFactorChallenge' : 'twoFactorFailed';
  }

  private redeem(user: PanelUser, token: string): keyof typeof RESULT {
    const holder = this.remembered.get(token) ?? this.oneTime.get(token);
    this.oneTime.delete(token);
    if (holder !== user.name) return 'tokenRejected';
    return user.disabled === true ? 'disabled' : 'success';
  }

  private welcome(user: PanelUser, rememberMe: boolean): Record<string, unknown> {
    const permissions = user.permissions ?? ['*'];
    const session = this.sessions.open(user.name, permissions, this.visible());
    const rememberMeToken = rememberMe ? randomUUID() : '';
    if (rememberMe) this.remembered.set(rememberMeToken, user.name);
    this.count += 1;
    return {
      success: true,
      result: RESULT.success,
      resultReason: REASONS.success,
      sessionID: session.id,
      rememberMeToken,
      permissions: [...permissions],
      userInfo: {
        ID: randomUUID(),
        Username: user.name,
        EmailAddress: '',
        IsTwoFactorEnabled: user.twoFactorCode !== undefined,
        Disabled: false,
        LastLogin: new Date(),
        GravatarHash: '',
        IsLDAPUser: false,
        AvatarBase64: '',
      },
    };
  }

  private refusal(outcome: keyof typeof RESULT): Record<string, unknown> {
    return { success: false, result: RESULT[outcome], resultReason: REASONS[outcome] };
  }
}
