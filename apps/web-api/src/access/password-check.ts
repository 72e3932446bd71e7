import { Problem } from '@archivesmp/contracts/problem';
import { newKey } from './access-key.js';
import { hashPassword, verifyPassword } from './password-hash.js';
import { SlowWork } from './slow-work.js';

/** Hashes and checks passwords, few at a time, and as long for a name that does not exist. */
export class PasswordCheck {
  private readonly work = new SlowWork(2, 50);
  private readonly decoyHash = hashPassword(newKey());

  /** False for a wrong password and for an account that does not exist, after the same work. */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    const against = hash ?? (await this.decoyHash);
    const right = await this.slowly(() => verifyPassword(password, against));
    return right && hash !== undefined;
  }

  hash(password: string): Promise<string> {
    return this.slowly(() => hashPassword(password));
  }

  private slowly<T>(work: () => Promise<T>): Promise<T> {
    if (!this.work.hasRoom())
      throw new Problem('auth.rate-limited', 'Too many logins are being checked right now.', {
        retryAfterSeconds: 5,
      });
    return this.work.runWhenFree(work);
  }
}
