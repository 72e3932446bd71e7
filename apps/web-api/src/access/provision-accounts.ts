import type { ApiTokens, Audit, Users } from '@archivesmp/history';
import type { AccountsFile } from './accounts-file.js';
import { hashPassword } from './password-hash.js';

const ACTOR = 'provision';
const DAY_MS = 86_400_000;
const STANDARD_DAYS = 90;

/**
 * Makes the accounts of a file exist: the first admin of a new installation, and tokens that were made elsewhere. What is
 * there already stays as it is (nobody's password is set back), so it may run at every start; only a token that belongs to nobody is
 * given to the person whom the file names. Returns what was added.
 */
export async function provisionAccounts(
  { users, tokens, audit }: { users: Users; tokens: ApiTokens; audit: Audit },
  wanted: AccountsFile,
  now: Date,
): Promise<string[]> {
  const added: string[] = [];
  const note = async (action: string, subject: string, detail: object): Promise<void> => {
    await audit.append({ actor: ACTOR, action, subject, detail: { ...detail, via: 'file' } }, now);
    added.push(subject);
  };
  for (const { name, password, role } of wanted.users) {
    if ((await users.findByName(name)) !== undefined) continue;
    await users.createUser({ name, role, passwordHash: await hashPassword(password) }, now);
    await note('user.created', name, { role });
  }
  for (const { label, scopes, days = STANDARD_DAYS, token, user } of wanted.tokens) {
    const known = await tokens.checkToken(token, now);
    const expiresAt = new Date(now.getTime() + days * DAY_MS);
    const owner = user === undefined ? undefined : await users.findByName(user);
    if (user !== undefined && owner === undefined)
      throw new Error(`The token ${label} is to belong to ${user}, and there is no person of that name.`);
    if (known.state === 'valid' && known.owner === undefined && owner !== undefined) {
      await tokens.giveTo(known.id, owner.id);
      await note('token.given', known.label, { user });
    }
    if (known.state !== 'unknown') continue;
    const about = { label, scopes, createdBy: ACTOR, expiresAt, ...(owner && { userId: owner.id }) };
    await tokens.createToken(token, about, now);
    await note('token.created', label, { scopes, ...(user !== undefined && { user }) });
  }
  return added;
}
