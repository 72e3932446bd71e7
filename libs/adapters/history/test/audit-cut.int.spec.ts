import { generateKeyPairSync } from 'node:crypto';
import { auditRowsToCut } from '@archivesmp/retention';
import { expect, it } from 'vitest';
import { historyRig, type HistoryRig } from './history-rig.js';

const NOW = new Date('2026-11-29T12:00:00Z');
const ago = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);
const ours = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const howMany = (times: readonly number[]): number => auditRowsToCut(times, 730, NOW.getTime());

async function filled(...days: number[]): Promise<HistoryRig> {
  const rig = await historyRig();
  for (const one of days)
    await rig.history.audit.recordAudit({ actor: 'mia', action: 'a', subject: `${one} days ago` }, ago(one));
  return rig;
}

it('cuts old rows behind a signed anchor, again and again, and the trail stays whole', async () => {
  await using rig = await filled(900, 800, 700, 1);
  const before = await rig.history.audit.verifyAuditChain([ours.publicKey]);
  expect(await rig.history.auditCut.cutAuditLog(howMany, [ours.privateKey])).toEqual({
    cut: 2,
    isMore: false,
  });
  const after = await rig.history.audit.verifyAuditChain([ours.publicKey]);
  expect(after).toEqual({ rows: 2, head: before.head, cut: { rows: 2, until: ago(800).toISOString() } });
  expect(await rig.history.auditCut.cutAuditLog(howMany, [ours.privateKey])).toEqual({
    cut: 0,
    isMore: false,
  });
  expect(await rig.history.auditCut.cutAuditLog(() => 9, [ours.privateKey])).toMatchObject({ cut: 1 });
  await rig.history.audit.recordAudit({ actor: 'mia', action: 'a', subject: 'later' }, NOW);
  const last = await rig.history.audit.verifyAuditChain([ours.publicKey]);
  expect(last).toMatchObject({ rows: 2, cut: { rows: 3 } });
  expect(last.broken).toBeUndefined();
});

it('never cuts the newest row', async () => {
  await using rig = await filled(900, 800);
  expect(await rig.history.auditCut.cutAuditLog(howMany, [ours.privateKey])).toMatchObject({ cut: 1 });
  expect(await rig.history.audit.verifyAuditChain([ours.publicKey])).toMatchObject({
    rows: 1,
    cut: { rows: 1 },
  });
});

it('tells rows that were deleted from rows that were cut, and a foreign anchor from ours', async () => {
  await using rig = await filled(900, 800, 1);
  await rig.history.auditCut.cutAuditLog(howMany, [other.privateKey]);
  expect((await rig.history.audit.verifyAuditChain([ours.publicKey])).broken).toMatchObject({
    why: expect.stringContaining('retention.anchor_keys') as string,
  });
  expect(
    (await rig.history.audit.verifyAuditChain([ours.publicKey, other.publicKey])).broken,
  ).toBeUndefined();
  expect(await rig.history.auditCut.cutAuditLog(() => 1, [ours.privateKey])).toMatchObject({
    cut: 0,
    why: expect.any(String) as string,
  });
  await rig.sql.query('DELETE FROM audit_anchor');
  expect((await rig.history.audit.verifyAuditChain([ours.publicKey, other.publicKey])).broken).toBeDefined();
});

it('cuts nothing behind a row that does not hold: what was changed must stay to be seen', async () => {
  await using rig = await filled(900, 800, 1);
  await rig.sql.query("UPDATE config_audit SET actor = 'ben' ORDER BY seq LIMIT 1");
  expect(await rig.history.auditCut.cutAuditLog(howMany, [ours.privateKey])).toMatchObject({
    cut: 0,
    why: expect.stringContaining('changed after it was written') as string,
  });
  expect(await rig.count('config_audit')).toBe(3);
});
