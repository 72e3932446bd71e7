import { whyNoLabel, whyNoName, type ProgramActor } from '@archivesmp/contracts/actor';
import type { History, Sql } from '@archivesmp/history';
import type { AccountsFile } from './accounts-file.js';
import { hashPassword } from './password-hash.js';

const ACTOR = 'provision' satisfies ProgramActor;
const DAY_MS = 86_400_000;
const STANDARD_DAYS = 90;

/**
 * Makes the accounts of a file exist: the first admin of a new installation, and tokens that were made elsewhere. What is
 * there already stays as it is (no password is set back), so it may run at every start; only a token that belongs to no person is
 * given to the person whom the file names. Returns what was added.
 */
export async function provisionAccounts(
  history: Pick<History, 'users' | 'tokens' | 'audit' | 'transaction'>,
  wanted: AccountsFile,
  now: Date,
): Promise<string[]> {
  const { users, tokens, audit } = history;
  const added: string[] = [];
  const noted = async (
    action: string,
    subject: string,
    detail: object,
    effect: (sql: Sql) => Promise<unknown>,
  ): Promise<void> => {
    await history.transaction(async (sql) => {
      await effect(sql);
      await audit.recordAudit(
        { actor: ACTOR, action, subject, detail: { ...detail, via: 'file' } },
        now,
        sql,
      );
    });
    added.push(subject);
  };
  for (const { name, password, role } of wanted.users) {
    if ((await users.findUserByName(name)) !== undefined) continue;
    refuse(whyNoName(name));
    const passwordHash = await hashPassword(password);
    await noted('user.created', name, { role }, (sql) =>
      users.createUser({ name, role, passwordHash }, now, undefined, sql),
    );
  }
  for (const { label, scopes, days = STANDARD_DAYS, token, user } of wanted.tokens) {
    const known = await tokens.checkToken(token, now);
    const expiresAt = new Date(now.getTime() + days * DAY_MS);
    const owner = user === undefined ? undefined : await users.findUserByName(user);
    if (user !== undefined && owner === undefined)
      throw new Error(`The token ${label} is to belong to ${user}, and there is no person of that name.`);
    if (known.state === 'valid' && known.owner === undefined && owner !== undefined) {
      await noted('token.given', known.label, { user }, (sql) => tokens.giveTo(known.id, owner.id, sql));
    }
    if (known.state !== 'unknown') continue;
    refuse(whyNoLabel(label));
    const details = { label, scopes, createdBy: ACTOR, expiresAt, ...(owner && { userId: owner.id }) };
    await noted('token.created', label, { scopes, ...(user !== undefined && { user }) }, (sql) =>
      tokens.createToken(token, details, now, sql),
    );
  }
  return added;
}

function refuse(why: string | undefined): void {
  if (why !== undefined) throw new Error(`accounts file: ${why}`);
}
