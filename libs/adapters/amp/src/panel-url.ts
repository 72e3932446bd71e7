import { Problem } from '@archivesmp/contracts/problem';

/**
 * The base address of a panel without trailing `/` or `/API`.
 * Throws `settings.invalid` for what is no http address or carries a password, without repeating it.
 */
export function panelUrl(written: string): string {
  const url = URL.parse(written.trim());
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Problem('settings.invalid', 'The url of an AMP panel must be an http or https address.');
  if (url.username !== '' || url.password !== '')
    throw new Problem(
      'settings.invalid',
      'The url of an AMP panel must not carry a user name or password; put them into their own settings.',
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/API$/i, '')}`;
}
