import { Problem } from '@archivesmp/contracts/problem';
import { readAnswer, SessionGone } from './amp-answer.js';
import type { AmpCallReport } from './amp-settings.js';
import { postJson, type PostAnswer } from './http-post.js';
import { readLogin, type LoginRefused } from './login-answer.js';
import { LoginBackOff } from './login-back-off.js';
import type { PanelConnection } from './panel-connection.js';

/** How careful a call must be: a read may be repeated, a write is sent once. */
export type CallKind = 'read' | 'write';

const outcomeOf = (error: unknown): AmpCallReport['outcome'] => {
  if (error instanceof SessionGone) return 'session-gone';
  if (!(error instanceof Problem)) return 'bad-answer';
  if (error.code === 'amp.unreachable') return 'unreachable';
  return error.code === 'amp.bad-answer' ? 'bad-answer' : 'refused';
};

/**
 * One process of a panel (the controller, or an instance behind it) with the one session we hold there.
 * Logs in when it must: before the first call and after the panel forgot the session, never on a timer, because
 * every new session makes the console be replayed and too many logins lock an address out.
 */
export class AmpProcess {
  /* eslint-disable archivesmp/one-way-private -- printing this must not print a session */
  #session: string | undefined;
  #login: Promise<string> | undefined;
  /* eslint-enable archivesmp/one-way-private */
  private readonly backOff: LoginBackOff;

  constructor(
    private readonly connection: PanelConnection,
    /** `''` for the controller, `/API/ADSModule/Servers/<id>` for an instance. */
    private readonly prefix: string,
    /** In words, for error texts. */
    private readonly who: string,
  ) {
    this.backOff = prefix === '' ? connection.backOff : new LoginBackOff(connection.clock);
  }

  /** Calls a method with this process's session; see the codes in the README. */
  async call(
    module: string,
    method: string,
    params: Record<string, unknown>,
    kind: CallKind,
  ): Promise<unknown> {
    const attempts = kind === 'read' ? this.connection.settings.readAttempts : 1;
    for (let attempt = 1; ; attempt += 1)
      try {
        return await this.callOnce(module, method, params, kind);
      } catch (error) {
        const passing =
          error instanceof Problem && (error.code === 'amp.unreachable' || error.code === 'amp.bad-answer');
        if (!passing || attempt >= attempts) throw error;
        // Full jitter, so that many readers of a panel that comes back do not all ask in the same moment.
        await this.connection.clock.sleep(250 * 2 ** attempt * this.connection.clock.random());
      }
  }

  private async callOnce(
    module: string,
    method: string,
    params: Record<string, unknown>,
    kind: CallKind,
  ): Promise<unknown> {
    const session = this.#session ?? (await this.loggedIn());
    try {
      return await this.send(module, method, params, session, kind);
    } catch (error) {
      if (!(error instanceof SessionGone)) throw error;
      // Only the session that failed is dropped: another call may have logged in meanwhile.
      if (this.#session === session) this.#session = undefined;
    }
    try {
      return await this.send(module, method, params, this.#session ?? (await this.loggedIn()), kind);
    } catch (error) {
      if (!(error instanceof SessionGone)) throw error;
      throw new Problem('amp.refused', `${this.who} forgets its sessions: a new one was refused at once.`);
    }
  }

  /** One login for all who wait for one. */
  private loggedIn(): Promise<string> {
    this.#login ??= this.logIn().finally(() => {
      this.#login = undefined;
    });
    return this.#login;
  }

  private async logIn(): Promise<string> {
    const { backOff, settings } = this.connection;
    const wait = Math.max(this.backOff.waitSeconds, backOff.waitSeconds);
    if (wait > 0)
      throw new Problem(
        'amp.login-failed',
        `The last login to ${this.who} failed; the next is tried in ${wait} s, so that the panel does not lock us out.`,
        { retryAfterSeconds: wait },
      );
    const { username, password } = settings;
    const login = await this.askForSession({ username, password, token: '', rememberMe: false });
    if ('problem' in login) {
      if (login.problem.code === 'amp.login-failed') this.backOff.failed();
      if (login.lockedOut && this.backOff !== backOff) backOff.failed();
      throw login.problem;
    }
    this.backOff.succeeded();
    this.#session = login.session;
    return login.session;
  }

  private async askForSession(params: Record<string, unknown>): Promise<{ session: string } | LoginRefused> {
    try {
      const { answer, value } = await this.post('Core', 'Login', params, undefined, 'write');
      return readLogin(value, answer.session, this.who);
    } catch (error) {
      if (!(error instanceof SessionGone)) throw error;
      const problem = new Problem('amp.login-failed', `${this.who} asks for a session in order to log in.`);
      return { lockedOut: false, problem };
    }
  }

  private async send(
    module: string,
    method: string,
    params: Record<string, unknown>,
    session: string,
    kind: CallKind,
  ): Promise<unknown> {
    return (await this.post(module, method, params, session, kind)).value;
  }

  private async post(
    module: string,
    method: string,
    params: Record<string, unknown>,
    session: string | undefined,
    kind: CallKind,
  ): Promise<{ answer: PostAnswer; value: unknown }> {
    const { settings, clock, gate, url } = this.connection;
    const inBody = settings.sendSessionInBody;
    const body = inBody ? { ...params, SESSIONID: session ?? '' } : params;
    const timeout = kind === 'read' ? settings.readTimeoutMs : settings.writeTimeoutMs;
    return gate.runCall(async () => {
      const started = clock.now();
      const report = (outcome: AmpCallReport['outcome']): void =>
        settings.onCall?.({ module, method, outcome, seconds: (clock.now() - started) / 1000 });
      try {
        const address = `${url}${this.prefix}/API/${module}/${method}`;
        const answer = await postJson({
          url: address,
          body,
          bearer: inBody ? undefined : session,
          timeoutMs: timeout,
          trust: this.connection.settings.trust,
        });
        const value = readAnswer(answer.status, answer.body, `${module}/${method} on ${this.who}`);
        report('ok');
        return { answer, value };
      } catch (error) {
        report(outcomeOf(error));
        throw error;
      }
    });
  }
}
