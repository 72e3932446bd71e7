import { RETAINED_CHECKPOINTS } from '@archivesmp/artifacts';
import { sha256Hex } from '@archivesmp/digests';
import { until } from '@archivesmp/private-services';
import { createLog } from '@archivesmp/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NoteCheckpoint } from '../src/retain/note-checkpoint.js';
import { BackupRig } from './backup-rig.js';

const HOUR_MS = 3_600_000;

interface Row {
  seq: string;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  detail: string;
  request_id: string | null;
  previous_hash: string;
  hash: string;
}

/** Whoever can write into the database can also work out the seals of the audit trail. */
describe('somebody who can write into MariaDB', () => {
  let rig: BackupRig;
  let hours: number;
  let seen: number[];

  beforeEach(async () => {
    rig = await BackupRig.start();
    [hours, seen] = [1, []];
    // the service notes by itself as soon as it runs; the next time would be in minutes
    await until(
      async () => (await rig.artifacts.auditCheckpoints.listNewestCheckpoints(1)).length > 0,
      20_000,
    );
    for (const action of ['plan.approved', 'deployment.started', 'plan.rejected'])
      await rig.history.audit.recordAudit({ actor: 'eve', action, subject: 'p1' }, new Date());
    await noted();
  });
  afterEach(() => rig?.close());

  /** The very use case of the service, an hour later each time. */
  async function noted(): Promise<boolean> {
    const log = createLog({ app: 'test', settings: { level: 'silent' } });
    const note = new NoteCheckpoint(
      rig.history,
      rig.artifacts,
      { trusted: [] },
      (_at, doubts) => void seen.push(doubts),
      log,
    );
    await note.recordCheckpoint(new Date(Date.now() + hours++ * HOUR_MS));
    return seen.at(-1) === 0;
  }

  async function verdict(): Promise<{ broken?: { id: string; why: string }; compared: number }> {
    const checkpoints = (
      await rig.artifacts.auditCheckpoints.listNewestCheckpoints(RETAINED_CHECKPOINTS)
    ).flatMap((one) => ('checkpoint' in one ? [one.checkpoint] : []));
    return { ...(await rig.history.audit.verifyAuditChain([], checkpoints)), compared: checkpoints.length };
  }

  const sql = (statement: string, values: unknown[] = []): Promise<unknown> =>
    rig.history.transaction((inside) => inside.execute(statement, values));
  const rows = (): Promise<Row[]> =>
    rig.history.transaction((inside) => inside.selectRows<Row>('SELECT * FROM config_audit ORDER BY seq'));

  /** Gives every row from one on a new seal, as only the code of the product says how. */
  async function sealAnew(change: (row: Row) => Partial<Row>): Promise<void> {
    let previous = '0'.repeat(64);
    const all = await rows();
    for (const row of all) {
      const now = { ...row, ...change(row) };
      const { at, actor, action, subject, detail, request_id: requestId } = now;
      const text = JSON.stringify([previous, at.toISOString(), actor, action, subject, detail, requestId]);
      const hash = sha256Hex(text);
      await sql('UPDATE config_audit SET actor = ?, previous_hash = ?, hash = ? WHERE seq = ?', [
        actor,
        previous,
        hash,
        row.seq,
      ]);
      previous = hash;
    }
    await sql('UPDATE audit_chain SET links = ?, head_seq = ?, head_hash = ? WHERE id = 1', [
      all.length,
      all.at(-1)!.seq,
      previous,
    ]);
  }

  it('cannot write the trail anew: it is told from the checkpoint, and never signed for', async () => {
    expect((await verdict()).broken).toBeUndefined();
    await sealAnew(({ action }) => (action === 'plan.approved' ? { actor: 'mia' } : {}));
    expect((await rig.history.audit.verifyAuditChain()).broken).toBeUndefined();
    expect((await verdict()).broken?.why).toContain('rows up to it were written anew');
    expect(await noted()).toBe(false);
    expect((await verdict()).compared).toBe(2);
  });

  it('cannot cut its end off', async () => {
    const last = (await rows()).at(-1)!;
    await sql('DELETE FROM config_audit WHERE seq = ?', [last.seq]);
    await sealAnew(() => ({}));
    expect((await rig.history.audit.verifyAuditChain()).broken).toBeUndefined();
    expect((await verdict()).broken).toMatchObject({
      id: String(last.seq),
      why: expect.stringContaining('was cut off or written anew') as string,
    });
    expect(await noted()).toBe(false);
  });

  it('cannot help himself with the key of the S3 server either', async () => {
    await rig.history.audit.recordAudit(
      { actor: 'mia', action: 'plan.requested', subject: 'p2' },
      new Date(),
    );
    expect([await noted(), await noted()]).toEqual([true, true]);
    const { checkpoint } = (await rig.artifacts.auditCheckpoints.listNewestCheckpoints(1))[0] as {
      checkpoint: object;
    };
    await rig.putConfig('audit-checkpoints/0000000004.json', JSON.stringify({ ...checkpoint, hash: 'f' }));
    await rig.removeSnapshot('audit-checkpoints/0000000003.json');
    const checkpoints = await rig.artifacts.auditCheckpoints.listNewestCheckpoints(RETAINED_CHECKPOINTS);
    expect(checkpoints.map((one) => ('damage' in one ? one.damage : one.number))).toEqual([
      expect.stringContaining('carries no signature'),
      'checkpoints 3 to 3 are missing',
      2,
      1,
    ]);
    expect(await noted()).toBe(false);
    expect((await verdict()).broken).toBeUndefined();
  });

  it('cannot have the notes stop, the true ones removed, or a trail of his own signed for by filling up the numbers', async () => {
    await rig.putConfig('audit-checkpoints/9999999999.json', '{}');
    for (let number = 3; number < 30; number++)
      await rig.putConfig(`audit-checkpoints/${String(number).padStart(10, '0')}.json`, '{}');
    expect([await noted(), await noted()]).toEqual([false, false]);
    const ours = (await rig.artifacts.auditCheckpoints.listNewestCheckpoints(RETAINED_CHECKPOINTS)).flatMap(
      (one) => ('checkpoint' in one ? [one.number] : []),
    );
    expect(ours).toEqual([31, 30, 2, 1]);
    await rig.putConfig('audit-checkpoints/0000000031.json', '{}');
    await rig.putConfig('audit-checkpoints/0000000030.json', '{}');
    await sealAnew(({ action }) => (action === 'plan.approved' ? { actor: 'mia' } : {}));
    expect(await noted()).toBe(false);
    expect(await verdict()).toMatchObject({
      compared: 2,
      broken: { why: expect.stringContaining('rows up to it were written anew') as string },
    });
  });
});
