import { expect, it } from 'vitest';
import { at, historyRig } from './history-rig.js';

it('every connection of a history has MariaDB end transactions that stand still', async () => {
  await using rig = await historyRig();
  const all = Promise.withResolvers<void>();
  const AT_ONCE = 4;
  let open = 0;
  const limits = await Promise.all(
    Array.from({ length: AT_ONCE }, () =>
      rig.history.transaction(async (sql) => {
        const rows = await sql.selectRows<{ id: string; seconds: string }>(
          'SELECT CONNECTION_ID() AS id, @@SESSION.idle_transaction_timeout AS seconds',
        );
        if (++open === AT_ONCE) all.resolve();
        await all.promise;
        return rows[0]!;
      }),
    ),
  );
  expect(new Set(limits.map(({ id }) => id)).size).toBe(AT_ONCE);
  expect(limits.map(({ seconds }) => Number(seconds))).toEqual(limits.map(() => 20));
});

it('no caller waits longer than ten seconds for a locked row, and it is told what to do', async () => {
  await using rig = await historyRig();
  await rig.history.workClock.advanceWorkClock(at(0));
  await rig.sql.beginTransaction();
  await rig.sql.query('SELECT * FROM work_clock WHERE id = 1 FOR UPDATE');
  const begun = performance.now();
  const update = (sql: { execute(statement: string): Promise<number> }) =>
    sql.execute('UPDATE work_clock SET worked_at = worked_at + INTERVAL 1 SECOND');
  try {
    await expect(rig.history.transaction(update)).rejects.toMatchObject({
      code: 'database.busy',
      retry: true,
    });
    expect(performance.now() - begun).toBeLessThan(10_000);
  } finally {
    await rig.sql.rollback();
  }
  expect(await rig.history.transaction(update)).toBe(1);
});

it('is ready when it can write', async () => {
  await using rig = await historyRig();
  await rig.history.ping();
  await rig.history.ping();
  expect(await rig.count('write_probe')).toBe(1);
});
