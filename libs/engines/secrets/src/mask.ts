import { withoutNamedSecrets } from './secret-shapes.js';

/** What a secret is replaced by wherever something is shown, printed or logged. */
export const MASK = '••••••';

const USER_AND_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
const AFTER_SCHEME = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g;

/**
 * A line for people who run this program, without user and password in addresses, what follows "Bearer", values behind the name of a secret,
 * and whatever else gives one away by its shape. The host of an address stays, since an operator has to find it.
 */
export function maskedLine(line: string): string {
  const withoutLogins = line.replace(USER_AND_PASSWORD, `$1${MASK}@`).replace(AFTER_SCHEME, `$1 ${MASK}`);
  return withoutNamedSecrets(withoutLogins, () => MASK);
}
