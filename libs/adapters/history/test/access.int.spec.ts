import { expect, it } from 'vitest';
import { at, historyRig } from './history-rig.js';

const CANARY = 'canary-7f3a9c-never-stored';

it('stores neither tokens nor session ids nor CSRF tokens in any row', async () => {
  await using rig = await historyRig();
  const user = await rig.history.users.createUser(
    { name: 'mia', passwordHash: 'scrypt$hash', role: 'operator' },
    at(0),
  );
  const details = { label: 'grafana', scopes: ['read'], createdBy: 'mia', expiresAt: at(100) };
  await rig.history.tokens.createToken(CANARY, details, at(0));
  await rig.history.sessions.openSession(
    { sessionId: `${CANARY}-s`, csrfToken: `${CANARY}-c`, userId: user.id, expiresAt: at(100) },
    'scrypt$hash',
    at(0),
  );
  const [tables] = await rig.sql.query('SHOW TABLES');
  for (const table of (tables as Record<string, string>[]).map((row) => Object.values(row)[0]!)) {
    const [rows] = await rig.sql.query(`SELECT * FROM ${table}`);
    expect(JSON.stringify(rows)).not.toContain(CANARY);
  }
});

it('checks tokens: valid, unknown, expired, revoked', async () => {
  await using rig = await historyRig();
  const details = { label: 'grafana', scopes: ['read', 'write'], createdBy: 'mia', expiresAt: at(100) };
  const token = await rig.history.tokens.createToken(CANARY, details, at(0));
  expect(await rig.history.tokens.checkToken(CANARY, at(70))).toEqual({
    state: 'valid',
    id: token.id,
    label: 'grafana',
    scopes: ['read', 'write'],
    endedHosts: [],
  });
  expect(await rig.history.tokens.listTokens()).toMatchObject([{ lastUsedAt: at(70) }]);
  expect(await rig.history.tokens.checkToken('other', at(1))).toEqual({ state: 'unknown' });
  expect(await rig.history.tokens.checkToken(CANARY, at(100))).toEqual({ state: 'expired' });
  expect(await rig.history.tokens.revokeToken(token.id, at(5))).toEqual([token.id]);
  expect(await rig.history.tokens.revokeToken(token.id, at(6))).toEqual([]);
  expect(await rig.history.tokens.checkToken(CANARY, at(7))).toEqual({ state: 'revoked' });
});

it('has one valid token of a label', async () => {
  await using rig = await historyRig();
  const { tokens } = rig.history;
  const details = { label: 'grafana', scopes: ['read'], createdBy: 'mia', expiresAt: at(100) };
  const first = await tokens.createToken('one', details, at(0));
  await expect(tokens.createToken('two', details, at(1))).rejects.toMatchObject({
    code: 'resource.conflict',
    help: expect.stringContaining('another label'),
  });
  await tokens.revokeToken(first.id, at(2));
  expect(await tokens.createToken('two', details, at(3))).toMatchObject({ label: 'grafana' });
});

it('lets tokens do what their person may do now, and ends them with that person', async () => {
  await using rig = await historyRig();
  const { tokens, users } = rig.history;
  const person = (name: string) =>
    users.createUser({ name, passwordHash: 'h', role: 'operator' }, at(0)).then(({ id }) => id);
  const [mia, ben] = [await person('mia'), await person('ben')];
  const make = (text: string, more: object) =>
    tokens.createToken(
      text,
      { label: text, scopes: ['write'], createdBy: 'x', expiresAt: at(100), ...more },
      at(0),
    );
  const first = await make('first', { userId: mia });
  const second = await make('second', { userId: mia, madeBy: first.id });
  await make('third', { userId: ben, madeBy: second.id });
  await make('other', { userId: ben });
  const states = () =>
    Promise.all(
      ['first', 'second', 'third', 'other'].map(async (text) => (await tokens.checkToken(text, at(5))).state),
    );
  expect(await tokens.checkToken('first', at(1))).toMatchObject({
    owner: { id: mia, name: 'mia', role: 'operator' },
  });
  await users.changeRole(mia, 'viewer');
  expect(await tokens.checkToken('first', at(1))).toMatchObject({ owner: { role: 'viewer' } });
  expect((await tokens.listTokens({ userId: mia })).map(({ label }) => label).sort()).toEqual([
    'first',
    'second',
  ]);
  expect(await users.changePassword(mia, 'h2', at(2))).toBe(true);
  expect(await states()).toEqual(['revoked', 'revoked', 'revoked', 'valid']);
  expect(await users.disableUser(ben, at(3))).toBe(true);
  expect(await states()).toEqual(['revoked', 'revoked', 'revoked', 'revoked']);
});

it('ends sessions when they are over, closed, or their user changes', async () => {
  await using rig = await historyRig();
  const user = await rig.history.users.createUser(
    { name: 'mia', passwordHash: 'h1', role: 'operator' },
    at(0),
  );
  const open = (sessionId: string) =>
    rig.history.sessions.openSession(
      { sessionId, csrfToken: 'c', userId: user.id, expiresAt: at(100) },
      'h1',
      at(0),
    );
  await open('one');
  await open('two');
  expect(await rig.history.sessions.findSession('one', at(99))).toMatchObject({
    name: 'mia',
    role: 'operator',
  });
  expect(await rig.history.sessions.findSession('one', at(100))).toBeUndefined();
  await rig.history.sessions.closeSession('one');
  expect(await rig.history.sessions.findSession('one', at(1))).toBeUndefined();
  expect(await rig.history.users.changeRole(user.id, 'viewer')).toBe(true);
  expect(await rig.history.sessions.findSession('two', at(1))).toBeUndefined();
  await open('three');
  expect(await rig.history.users.disableUser(user.id, at(2))).toBe(true);
  expect(await rig.history.sessions.findSession('three', at(3))).toBeUndefined();
  expect(await rig.history.users.findUserByName('mia')).toBeUndefined();
  expect(await rig.history.users.changePassword(user.id, 'h2', at(4))).toBe(false);
  expect(await open('four')).toBe(false);
  const ben = { name: 'ben', passwordHash: 'h3', role: 'viewer' } as const;
  const { id: userId } = await rig.history.users.createUser(ben, at(0));
  const five = { sessionId: 'five', csrfToken: 'c', userId, expiresAt: at(100) };
  expect(await rig.history.sessions.openSession(five, 'h3', at(0))).toBe(true);
  const { rows } = await rig.history.retained.thinOutRecords('session', at(200), () => []);
  expect(rows).toBe(1);
});

it('opens no session with a password that was changed while it was checked, and changes none with it', async () => {
  await using rig = await historyRig();
  const { users, sessions } = rig.history;
  const { id } = await users.createUser({ name: 'mia', passwordHash: 'h0', role: 'operator' }, at(0));
  const open = (sessionId: string, proven: string) =>
    sessions.openSession({ sessionId, csrfToken: 'c', userId: id, expiresAt: at(100) }, proven, at(1));
  for (let round = 0; round < 10; round += 1) {
    const [before, after] = [`h${round}`, `h${round + 1}`];
    const names = Array.from({ length: 4 }, (_, index) => `${round}-${index}`);
    const opening = names.slice(0, 2).map((name) => open(name, before));
    const changing = users.changePassword(id, after, at(1));
    await Promise.all([...opening, changing, ...names.slice(2).map((name) => open(name, before))]);
    expect(await open(`${round}-late`, before)).toBe(false);
    for (const name of names) expect(await sessions.findSession(name, at(2))).toBeUndefined();
    expect(await users.changePassword(id, 'of the thief', at(2), { proven: before })).toBe(false);
    expect(await open(`${round}-own`, after)).toBe(true);
  }
});

it('keeps an admin when two demote each other at the same moment', async () => {
  await using rig = await historyRig();
  const { users } = rig.history;
  const admin = (name: string) =>
    users.createUser({ name, passwordHash: 'h', role: 'admin' }, at(0)).then(({ id }) => id);
  const [mia, ben, eva] = [await admin('mia'), await admin('ben'), await admin('eva')];
  const ended = await Promise.allSettled([
    users.changeRole(mia, 'operator'),
    users.changeRole(ben, 'viewer'),
    users.disableUser(eva, at(1)),
  ]);
  const refused = ended.filter((one) => one.status === 'rejected');
  expect(refused).toMatchObject([{ reason: { code: 'resource.conflict' } }]);
  const left = (await users.listUsers()).filter(({ role }) => role === 'admin');
  expect(left).toHaveLength(1);
  await expect(users.disableUser(left[0]!.id, at(2))).rejects.toMatchObject({
    code: 'resource.conflict',
    help: expect.stringContaining('another person an admin'),
  });
  expect(await users.changeRole(left[0]!.id, 'admin')).toBe(true);
});

it('refuses a second user of the same name and finds the account for the login check', async () => {
  await using rig = await historyRig();
  const user = { name: 'mia', passwordHash: 'h1', role: 'viewer' } as const;
  await rig.history.users.createUser(user, at(0));
  await expect(rig.history.users.createUser(user, at(1))).rejects.toMatchObject({
    code: 'resource.conflict',
    help: expect.stringContaining('another name'),
  });
  expect(await rig.history.users.findUserByName('mia')).toMatchObject({ passwordHash: 'h1', role: 'viewer' });
  expect(await rig.history.users.listUsers()).toMatchObject([{ name: 'mia', createdAt: at(0) }]);
  expect(await rig.history.users.countUsers()).toBe(1);
});

it('keeps an audit trail, newest first', async () => {
  await using rig = await historyRig();
  for (let index = 0; index < 5; index += 1)
    await rig.history.audit.recordAudit(
      {
        actor: index % 2 ? 'mia' : 'tom',
        action: 'baseline.saved',
        subject: `CMI/${index}.yml`,
        detail: { index },
      },
      at(index),
    );
  const first = await rig.history.audit.listAudit({ limit: 2 });
  expect(first.records.map((record) => record.subject)).toEqual(['CMI/4.yml', 'CMI/3.yml']);
  const rest = await rig.history.audit.listAudit({ limit: 10, after: first.next! });
  expect(rest.records).toHaveLength(3);
  expect(rest.next).toBeUndefined();
  expect((await rig.history.audit.listAudit({ limit: 10, actor: 'mia' })).records).toHaveLength(2);
});

it('changes a setting only over the revision that was read', async () => {
  await using rig = await historyRig();
  const { settings } = rig.history;
  expect(await settings.changeSetting('scan.every', 3_600, 0, 'mia', at(0))).toBe(1);
  expect(await settings.changeSetting('scan.every', null, 1, 'tom', at(1))).toBe(2);
  for (const seen of [0, 1])
    await expect(settings.changeSetting('scan.every', 1, seen, 'mia', at(2))).rejects.toMatchObject({
      code: 'resource.conflict',
    });
  expect(await settings.getSetting('scan.every')).toEqual({
    name: 'scan.every',
    value: null,
    revision: 2,
    changedBy: 'tom',
    changedAt: at(1).toISOString(),
  });
  expect(await settings.listSettings()).toHaveLength(1);
  expect(await settings.getSetting('nothing')).toBeUndefined();
});
