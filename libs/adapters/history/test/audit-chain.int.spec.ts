import { expect, it } from 'vitest';
import { FIRST_LINK, sealOf } from '../src/audit/audit-seal.js';
import { historyDataSource } from '../src/data-source.js';
import { ChainAudit1763700000013 } from '../src/migrations/chain-audit.js';
import { NameActors1763700000190 } from '../src/migrations/name-actors.js';
import { at, historyRig, type HistoryRig } from './history-rig.js';

const record = (n: number) => ({
  actor: 'mia',
  action: 'plan.approved',
  subject: `plan ${n}`,
  detail: { channel: 'web', hash: 'ä'.repeat(n), nested: { b: 1, a: [n] } },
});

async function filled(rows: number): Promise<HistoryRig> {
  const rig = await historyRig();
  for (let n = 1; n <= rows; n += 1) await rig.history.audit.recordAudit(record(n), at(n));
  return rig;
}

const seqs = async (rig: HistoryRig) =>
  ((await rig.sql.query('SELECT seq FROM config_audit ORDER BY seq'))[0] as { seq: number }[]).map(
    (row) => row.seq,
  );

it('is whole when it was not touched, also when many append at the same moment', async () => {
  await using rig = await historyRig();
  expect(await rig.history.audit.verifyAuditChain()).toMatchObject({ rows: 0 });
  await Promise.all(Array.from({ length: 30 }, (_, n) => rig.history.audit.recordAudit(record(n), at(n))));
  const verdict = await rig.history.audit.verifyAuditChain();
  expect(verdict).toMatchObject({ rows: 30 });
  expect(verdict.broken).toBeUndefined();
  await rig.history.audit.recordAudit(record(31), at(31));
  expect((await rig.history.audit.verifyAuditChain()).head).not.toBe(verdict.head);
});

it('is read by person, deed, subject and time, newest first', async () => {
  await using rig = await filled(4);
  const { audit } = rig.history;
  await audit.recordAudit({ ...record(2), actor: 'ben' }, at(5));
  const subjects = async (query: object) =>
    (await audit.listAudit({ limit: 9, ...query })).records.map(
      ({ actor, subject }) => `${actor} ${subject}`,
    );
  expect(await subjects({ from: at(2), until: at(4) })).toEqual(['mia plan 3', 'mia plan 2']);
  expect(await subjects({ from: at(4) })).toEqual(['ben plan 2', 'mia plan 4']);
  expect(await subjects({ subject: 'plan 2' })).toEqual(['ben plan 2', 'mia plan 2']);
  expect(await subjects({ actor: 'ben', until: at(5) })).toEqual([]);
});

it('is read by person, however they did it, and by token, for every owner', async () => {
  await using rig = await historyRig();
  const { audit, users } = rig.history;
  for (const name of ['mia', 'ben'])
    await users.createUser({ name, passwordHash: 'h', role: 'viewer' }, at(0));
  const rows = [
    ['mia', { via: 'session' }],
    ['mia (token laptop)', { via: 'token', person: 'mia' }],
    ['token:laptop', { via: 'token', person: 'ben' }],
    ['ben (token laptop)', { via: 'token', person: 'ben' }],
    ['mia', { via: 'nobody' }],
    ['mia', {}],
    ['token:ci', { via: 'token' }],
    ['ben (token laptop 2)', {}],
  ] as const;
  for (const [index, [actor, detail]] of rows.entries())
    await audit.recordAudit({ actor, action: 'a', subject: `${index}`, detail }, at(index));
  const found = async (query: object) =>
    (await audit.listAudit({ limit: 9, ...query })).records.map(({ subject }) => subject).reverse();
  expect(await found({ person: 'mia' })).toEqual(['0', '1']);
  expect(await found({ person: 'ben' })).toEqual(['2', '3', '7']);
  expect(await found({ actor: 'token:laptop' })).toEqual(['1', '2', '3']);
  expect(await found({ actor: 'token:ci' })).toEqual(['6']);
  expect(await found({ actor: 'mia' })).toEqual(['0', '4', '5']);
  expect(await found({ actor: 'mia (token laptop)' })).toEqual(['1']);
  expect((await audit.verifyAuditChain()).broken).toBeUndefined();
  await rig.sql.query("UPDATE config_audit SET person = NULL WHERE subject = '3'");
  expect(await audit.verifyAuditChain()).toMatchObject({
    rows: 3,
    broken: { why: 'In whose name it was done was changed after it was written.' },
  });
});

it('belongs to the transaction it is appended in', async () => {
  await using rig = await filled(1);
  const failing = rig.history.transaction(async (sql) => {
    await rig.history.audit.recordAudit(record(2), at(2), sql);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await rig.history.audit.recordAudit(record(3), at(3));
  expect(await rig.history.audit.verifyAuditChain()).toMatchObject({ rows: 2 });
  expect((await rig.history.audit.verifyAuditChain()).broken).toBeUndefined();
});

it('takes any text, and a rehearsal leaves no row behind', async () => {
  await using rig = await filled(1);
  await rig.history.audit.rehearseAuditRecords([record(2), record(3)], at(2));
  const tooLong = { ...record(2), action: 'a'.repeat(65) };
  await expect(rig.history.audit.rehearseAuditRecords([record(2), tooLong], at(2))).rejects.toThrow();
  await rig.history.audit.recordAudit(
    { ...record(2), detail: { reason: 'x\ud800y', keys: ['\0 \\ud800'] } },
    at(2),
  );
  const { records } = await rig.history.audit.listAudit({ limit: 9 });
  expect(records.map(({ detail }) => detail)).toMatchObject([
    { reason: 'x\ufffdy', keys: ['\0 \\ud800'] },
    record(1).detail ?? {},
  ]);
  expect((await rig.history.audit.verifyAuditChain()).broken).toBeUndefined();
});

it.each([
  ['its detail', `UPDATE config_audit SET detail = '{}' WHERE seq = ?`],
  ['its time', `UPDATE config_audit SET at = '2020-01-01' WHERE seq = ?`],
  ['its actor', `UPDATE config_audit SET actor = 'ben' WHERE seq = ?`],
  ['its request', `UPDATE config_audit SET request_id = 'r' WHERE seq = ?`],
])('names the first row that was changed in %s', async (_what, statement) => {
  await using rig = await filled(4);
  const [, second] = await seqs(rig);
  await rig.sql.query(statement, [second]);
  expect(await rig.history.audit.verifyAuditChain()).toMatchObject({
    rows: 1,
    broken: { id: String(second), why: expect.stringMatching(/changed after/) as string },
  });
});

it('names the row after one that was taken out, and a row that was resealed', async () => {
  await using rig = await filled(4);
  const [, second, third] = await seqs(rig);
  await rig.sql.query('DELETE FROM config_audit WHERE seq = ?', [second]);
  expect(await rig.history.audit.verifyAuditChain()).toMatchObject({ broken: { id: String(third) } });
});

it('notices rows that were cut off at the end', async () => {
  await using rig = await filled(4);
  const last = (await seqs(rig)).at(-1);
  await rig.sql.query('DELETE FROM config_audit WHERE seq = ?', [last]);
  expect(await rig.history.audit.verifyAuditChain()).toMatchObject({
    rows: 3,
    broken: { id: String(last), why: expect.stringMatching(/missing at the end: 3 are there, 4/) as string },
  });
});

it('verifies more rows than it reads at a time', async () => {
  await using rig = await historyRig();
  let previous = FIRST_LINK;
  const rows = Array.from({ length: 2_001 }, (_, n) => {
    const fields = { at: at(n), actor: 'mia', action: 'a', subject: `${n}`, detail: '{}', requestId: null };
    const hash = sealOf({ previous, ...fields });
    const row = [...Object.values(fields), previous, hash];
    previous = hash;
    return row;
  });
  await rig.sql.query(
    'INSERT INTO config_audit (at, actor, action, subject, detail, request_id, previous_hash, hash) VALUES ?',
    [rows],
  );
  await rig.sql.query(
    'UPDATE audit_chain SET links = 2001, head_hash = ?, head_seq = (SELECT MAX(seq) FROM config_audit)',
    [previous],
  );
  expect(await rig.history.audit.verifyAuditChain()).toEqual({ rows: 2_001, head: previous });
  await rig.sql.query("UPDATE config_audit SET actor = 'ben' WHERE subject = '1500'");
  expect(await rig.history.audit.verifyAuditChain()).toMatchObject({ rows: 1_500, broken: {} });
});

it('stays whole whatever is written, also in a subject that is cut', async () => {
  await using rig = await historyRig();
  const unusual = `${'x'.repeat(511)}😀😀 \u0000 ' " \\ ä\r\n`;
  await rig.history.audit.recordAudit(
    { actor: 'mia ', action: 'a', subject: unusual, detail: { odd: unusual, n: 1e21 } },
    at(1),
  );
  await rig.history.audit.recordAudit({ actor: 'ÄÖ', action: 'a', subject: ' \t', requestId: 'r' }, at(2));
  expect((await rig.history.audit.verifyAuditChain()).broken).toBeUndefined();
});

it('seals rows that were written before there was a chain', async () => {
  await using rig = await filled(3);
  const source = await historyDataSource(rig.settings).initialize();
  const migration = new ChainAudit1763700000013();
  await migration.down(source.createQueryRunner());
  await migration.up(source.createQueryRunner());
  await source.destroy();
  expect(await rig.history.audit.verifyAuditChain()).toMatchObject({ rows: 3 });
  await rig.history.audit.recordAudit(record(4), at(4));
  const verdict = await rig.history.audit.verifyAuditChain();
  expect(verdict.rows).toBe(4);
  expect(verdict.broken).toBeUndefined();
});

it('names the people of rows from before they stood beside, and stays whole', async () => {
  await using rig = await historyRig();
  const { audit, plans, users } = rig.history;
  const { id: userId } = await users.createUser({ name: 'mia', passwordHash: 'h', role: 'operator' }, at(0));
  const rows = [
    ['token:laptop', { via: 'token', person: 'mia' }],
    ['mia', { via: 'session' }],
    ['mia', { via: 'nobody' }],
    ['token:ci', { via: 'token' }],
    ['backup', {}],
  ] as const;
  for (const [index, [actor, detail]] of rows.entries())
    await audit.recordAudit({ actor, action: 'a', subject: `${index}`, detail }, at(index));
  const changeRequest = { title: 't', request: {}, expiresAt: at(9), approvals: 1, selfApproval: false };
  const planned = (more: object) =>
    plans.recordChangeRequest({ ...changeRequest, requestedBy: 'token:laptop', ...more }, at(0));
  const [hers, nobodys] = [await planned({ requestedByUser: userId }), await planned({})];
  const source = await historyDataSource(rig.settings).initialize();
  const migration = new NameActors1763700000190();
  await migration.down(source.createQueryRunner());
  await migration.up(source.createQueryRunner());
  await source.destroy();
  expect((await audit.verifyAuditChain()).broken).toBeUndefined();
  const found = (await audit.listAudit({ limit: 9, person: 'mia' })).records;
  expect(found.map(({ subject }) => subject)).toEqual(['1', '0']);
  expect(await plans.getPlan(hers)).toMatchObject({ createdBy: 'mia (token laptop)' });
  expect(await plans.getPlan(nobodys)).toMatchObject({ createdBy: 'token:laptop' });
});
