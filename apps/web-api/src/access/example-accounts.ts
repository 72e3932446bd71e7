import { Problem } from '@archivesmp/contracts/problem';
import type { ApiTokens, Users } from '@archivesmp/history';
import type { AccountsFile } from './accounts-file.js';
import { verifyPassword } from './password-hash.js';

/** What docker/accounts.example.json contains, which is public. */
export const EXAMPLE = {
  name: 'admin',
  password: 'at least twelve characters',
  token: 'asmp_replace-this-with-43-or-more-random-characters',
} as const;

const REMEDY = 'The example is public. Make new ones: openssl rand -base64 24';

/** @throws Problem `settings.invalid` for a file that still holds a password or a token of the example */
export function refuseExamples({ users, tokens }: AccountsFile): void {
  const left = [
    ...users
      .filter(({ password }) => password === EXAMPLE.password)
      .map(({ name }) => `the password of ${name}`),
    ...tokens
      .filter(({ token }) => token.startsWith(EXAMPLE.token))
      .map(({ label }) => `the token of ${label}`),
  ];
  if (left.length > 0)
    throw new Problem(
      'settings.invalid',
      `In the accounts file ${left.join(' and ')} is that of accounts.example.json. ${REMEDY}`,
    );
}

/**
 * An installation that was set up with the example is open to anyone.
 * @throws Problem `settings.invalid`, so that it does not start
 */
export async function refuseExampleAccounts(
  { users, tokens }: { users: Users; tokens: ApiTokens },
  now: Date,
): Promise<void> {
  const { state } = await tokens.checkToken(EXAMPLE.token, now);
  const account = await users.findUserByName(EXAMPLE.name);
  const isExample = account !== undefined && (await verifyPassword(EXAMPLE.password, account.passwordHash));
  const left = [
    ...(isExample ? [`the password of ${EXAMPLE.name}`] : []),
    ...(state === 'valid' ? ['an API token'] : []),
  ];
  if (left.length > 0)
    throw new Problem(
      'settings.invalid',
      `In the database ${left.join(' and ')} is that of accounts.example.json. ${REMEDY}. In MariaDB: DELETE FROM users WHERE name = '${EXAMPLE.name}'; UPDATE api_tokens SET revoked_at = NOW(3) WHERE created_by = 'provision'; then provision the new ones.`,
    );
}
