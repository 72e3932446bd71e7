import { afterAll, beforeAll, expect, it } from 'vitest';
import type { History } from '../src/index.js';
import { at, historyRig } from './history-rig.js';

interface Ids {
  readonly userId: string;
  readonly tokenId: string;
}

let rig: Awaited<ReturnType<typeof historyRig>>;
beforeAll(async () => {
  rig = await historyRig();
  await rig.history.users.createUser({ name: 'root', passwordHash: 'h', role: 'admin' }, at(0));
});
afterAll(() => rig?.[Symbol.asyncDispose]());

/** An admin with a token of their own, and what they do with it. */
async function adminNamed(name: string) {
  const { users, tokens } = rig.history;
  const { id: userId } = await users.createUser({ name, passwordHash: 'h', role: 'admin' }, at(0));
  const details = { createdBy: name, expiresAt: at(100) };
  const own = { ...details, label: name, scopes: ['admin'], userId };
  const { id: tokenId } = await tokens.createToken(name, own, at(0));
  const giver = { userId, tokenId, needs: 'admin' } as const;
  const given = { ...details, giver, madeBy: tokenId };
  const keys = {
    [`${name} for an agent`]: { ...given, scopes: ['agent:ovh'] },
    [`${name} of their own`]: { ...given, scopes: ['admin'], userId },
  };
  return { userId, tokenId, giver, keys };
}

const ENDS = [
  [
    'demoted',
    { users: "role = 'viewer'" },
    (history: History, { userId }: Ids) => history.users.changeRole(userId, 'viewer'),
  ],
  [
    'removed',
    { users: 'disabled_at = NOW()', tokens: true },
    (history: History, { userId }: Ids) => history.users.disableUser(userId, at(2)),
  ],
  [
    'given another password',
    { users: "password_hash = 'h2'", tokens: true },
    (history: History, { userId }: Ids) => history.users.changePassword(userId, 'h2', at(2)),
  ],
  [
    'robbed of the token',
    { tokens: true },
    (history: History, { tokenId }: Ids) => history.tokens.revokeToken(tokenId, at(2)),
  ],
] as const;

it.each(ENDS)('no person gives access who is being %s at this moment', async (how, changes) => {
  const { users, tokens } = rig.history;
  const name = `late-${how.slice(0, 4).trim()}`;
  const { userId, tokenId, giver, keys } = await adminNamed(name);
  await rig.sql.query('START TRANSACTION');
  if ('users' in changes) await rig.sql.query(`UPDATE users SET ${changes.users} WHERE id = ?`, [userId]);
  if ('tokens' in changes)
    await rig.sql.query('UPDATE api_tokens SET revoked_at = NOW() WHERE id = ?', [tokenId]);
  const giving = Promise.allSettled([
    ...Object.entries(keys).map(([label, details]) =>
      tokens.createToken(label, { ...details, label }, at(1)),
    ),
    users.createUser({ name: `${name}-heir`, passwordHash: 'h', role: 'admin' }, at(1), giver),
  ]);
  await rig.sql.query('COMMIT');
  const refusal = {
    status: 'rejected',
    reason: { code: how === 'demoted' ? 'auth.forbidden' : 'auth.required' },
  };
  expect(await giving).toMatchObject([refusal, refusal, refusal]);
});

it.each(ENDS.slice(1))(
  'what was just being made ends with the person who is %s',
  async (how, _changes, end) => {
    const { history } = rig;
    const { keys, ...ids } = await adminNamed(`soon-${how.slice(0, 4).trim()}`);
    const labels = Object.keys(keys);
    let ending: Promise<unknown> = Promise.resolve();
    await history.transaction(async (sql) => {
      for (const [label, details] of Object.entries(keys))
        await history.tokens.createToken(label, { ...details, label }, at(1), sql);
      ending = end(history, ids);
      await rig.sql.query('DO 0');
    });
    await ending;
    for (const label of labels)
      expect(await history.tokens.checkToken(label, at(3))).toEqual({ state: 'revoked' });
  },
);
