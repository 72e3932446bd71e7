import { randomBytes } from 'node:crypto';
import { Problem } from '@archivesmp/contracts/problem';
import { keyedHashHex } from '@archivesmp/digests';
import { AttemptLimit } from './attempt-limit.js';

/** A name as accounts are told apart: no spaces around it, no capital letters. MariaDB compares `mia` and `mia ` as equal. */
export const accountName = (name: string): string => name.trim().toLowerCase();

/**
 * Who may guess a password once more. An account at one address has few tries, an account as a whole some more, an address as a whole
 * more still; a person who logged in at an address before is kept from it by neither of the last two, so that others who share an
 * address are not locked out, nor a person from their own account by attempts from elsewhere.
 */
export class LoginLimits {
  private readonly here = new AttemptLimit({ failures: 5, withinSeconds: 60 });
  private readonly account = new AttemptLimit({ failures: 20, withinSeconds: 60 });
  private readonly address = new AttemptLimit({ failures: 30, withinSeconds: 60 });
  private readonly known = new KnownLogins();
  /** Several requests with the same words at once are one try. Keys of it tell nothing of the words. */
  private readonly flights = new Map<string, Promise<boolean>>();
  private readonly secret = randomBytes(32);

  /**
   * Lets `check` say whether the password is right, unless there were too many wrong ones.
   * @throws Problem `auth.rate-limited` with the seconds to wait
   */
  async attempt(
    name: string,
    password: string,
    address: string,
    check: () => Promise<boolean>,
  ): Promise<boolean> {
    const account = accountName(name);
    const login = `${account}\n${address}`;
    const words = keyedHashHex(this.secret, `${login}\n${password}`);
    const flight = this.flights.get(words);
    if (flight !== undefined) return flight;
    this.refuseTooMany(account, address, login);
    const counted = [
      this.here.countAttempt(login),
      this.account.countAttempt(account),
      this.address.countAttempt(address),
    ];
    const own = check().then((right) => {
      if (right) {
        this.here.forgetAttempts(login);
        for (const withdraw of counted) withdraw();
        this.known.add(login);
      }
      return right;
    });
    this.flights.set(words, own);
    try {
      return await own;
    } finally {
      this.flights.delete(words);
    }
  }

  private refuseTooMany(account: string, address: string, login: string): void {
    const others = this.known.has(login)
      ? 0
      : Math.max(this.account.waitSeconds(account), this.address.waitSeconds(address));
    const retryAfterSeconds = Math.max(this.here.waitSeconds(login), others);
    if (retryAfterSeconds === 0) return;
    throw new Problem(
      'auth.rate-limited',
      'There were too many wrong attempts for this name or from this address.',
      { retryAfterSeconds },
    );
  }
}

const MOST_KNOWN_LOGINS = 10_000;

/** Accounts with the addresses at which they logged in; the oldest are forgotten first. */
class KnownLogins {
  private readonly logins = new Set<string>();

  has = (login: string): boolean => this.logins.has(login);

  add(login: string): void {
    this.logins.delete(login);
    this.logins.add(login);
    if (this.logins.size > MOST_KNOWN_LOGINS) this.logins.delete(this.logins.values().next().value!);
  }
}
