import { Problem } from '@archivesmp/contracts/problem';
import { Entity, PrimaryColumn } from 'typeorm';
import { expect, it } from 'vitest';
import type { Sql } from './database.js';
import { moveState, type StateMove } from './state-move.js';

type State = 'open' | 'running' | 'done';

@Entity('runs')
class RunRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @PrimaryColumn({ type: 'varchar' }) state!: State;
  @PrimaryColumn({ type: 'varchar' }) reason!: string | null;
}

const TRANSITIONS = { open: ['running', 'done'], running: ['done'], done: [] } as const;

/** One row, moved as MariaDB would: only when its state is one of those that the statement names. */
function tableWith(row: RunRow | undefined) {
  const written: object[] = [];
  const rows = {
    update: async (where: { state: { value: readonly State[] } }, change: Partial<RunRow>) => {
      if (row === undefined || !where.state.value.includes(row.state)) return { affected: 0 };
      written.push(change);
      Object.assign(row, change);
      return { affected: 1 };
    },
    findOneBy: async () => row ?? null,
  };
  return { sql: { repositoryOf: () => rows } as unknown as Sql, written };
}

const move = (of: Partial<StateMove<RunRow>>): StateMove<RunRow> => ({
  ...{
    entity: RunRow,
    what: 'Run 7',
    transitions: TRANSITIONS,
    key: { id: '7' },
    from: 'open',
    to: 'running',
  },
  ...of,
});
const aRun = (state: State): RunRow => ({ id: '7', state, reason: null });

it('moves a row that is where the caller believes, and writes what comes with it', async () => {
  const { sql, written } = tableWith(aRun('open'));
  await moveState(sql, move({ from: ['open', 'running'], to: 'done', set: { reason: 'Enough.' } }));
  expect(written).toEqual([{ state: 'done', reason: 'Enough.' }]);
});

it.each([
  ['done' as const, 'resource.conflict', 'Run 7 is done; only one that is open can become running.'],
  ['running' as const, 'resource.conflict', 'Run 7 is running already.'],
  [undefined, 'resource.not-found', 'There is no run 7.'],
])('says where a row is that is elsewhere: %s', async (state, code, detail) => {
  const { sql, written } = tableWith(state && aRun(state));
  const refused = await moveState(sql, move({})).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Problem);
  expect(refused).toMatchObject({ code, detail });
  expect(written).toEqual([]);
});

it('refuses with the problem that the caller names', async () => {
  const refused = moveState(tableWith(aRun('done')).sql, move({ problem: 'plan.not-decidable' }));
  await expect(refused).rejects.toMatchObject({ code: 'plan.not-decidable' });
});

it('takes a step that the table of transitions does not know for a mistake of the program', async () => {
  const { sql, written } = tableWith(aRun('done'));
  await expect(moveState(sql, move({ from: ['open', 'done'], to: 'running' }))).rejects.toThrow(
    'runs: running may not follow done',
  );
  expect(written).toEqual([]);
});
