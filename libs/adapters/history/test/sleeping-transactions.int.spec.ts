import { expect, it } from 'vitest';
import { historyRig } from './history-rig.js';

it('every connection of a history has MariaDB end transactions that stand still', async () => {
  await using rig = await historyRig();
  const all = Promise.withResolvers<void>();
  const AT_ONCE = 4;
  let open = 0;
  const limits = await Promise.all(
    Array.from({ length: AT_ONCE }, () =>
      rig.history.transaction(async (sql) => {
        const rows = await sql.rows<{ id: string; seconds: string }>(
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
