import type { OutlierView } from '@archivesmp/contracts/outlier';
import { type KeyPath, type OutlierState, showKey } from '@archivesmp/contracts/vocabulary';
import { hideSecrets, type JudgeOf } from '@archivesmp/drift';
import { fromJson, present } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import { presentInstances, type PresentInstances } from './finding-filter.js';
import { readCursor, writeCursor } from '../database/page-cursor.js';
import { asRecorded, type JudgeNow } from './recorded-sides.js';
import type { OutlierRow } from './finding.entity.js';
import type { StoredRow } from '../database/stored-row.js';

type ReadOutlier = StoredRow<
  OutlierRow,
  | 'id'
  | 'state'
  | 'instance_id'
  | 'plugin'
  | 'file'
  | 'path'
  | 'value'
  | 'majority'
  | 'among'
  | 'choices'
  | 'agree'
  | 'compared'
>;

/** Which outliers are meant; all limits hold together. */
export interface OutlierFilter {
  readonly host?: string;
  /** Name or id. */
  readonly instance?: string;
  readonly plugin?: string;
  /** All unless given. */
  readonly states?: readonly OutlierState[];
}

/** Outliers as screens show them: those of the latest scans, of instances that are there. */
export class OutlierReads {
  /** @param judgeNow what is a secret now; asked once for each answer */
  constructor(
    private readonly database: Database,
    private readonly judgeNow: JudgeNow = asRecorded,
  ) {}

  /** The same for showing outliers to people: what is called a secret by now is masked. */
  judgedBy(judgeNow: JudgeNow): OutlierReads {
    return new OutlierReads(this.database, judgeNow);
  }

  /**
   * One page in a stable order, and how many there are in all (`total`). Without a majority a key is of every instance that was
   * compared.
   */
  async listOutliers(
    filter: OutlierFilter,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ outliers: OutlierView[]; total: number; next?: string }> {
    const { present: instances } = await presentInstances(this.database);
    const ids = [...instances]
      .filter(([, one]) => filter.host === undefined || one.host === filter.host)
      .filter(
        ([id, one]) =>
          filter.instance === undefined ||
          id === filter.instance ||
          // The id comes first, also before an instance that is called like it
          (one.name === filter.instance && !instances.has(filter.instance)),
      )
      .map(([id]) => id);
    if (ids.length === 0) return { outliers: [], total: 0 };
    const conditions = [
      `(instance_id IN (?) OR (state = 'no_majority' AND EXISTS
         (SELECT 1 FROM instances WHERE instances.id IN (?) AND outliers.choices LIKE CONCAT('%', instances.id, '%'))))`,
    ];
    const parameters: unknown[] = [ids, ids];
    if (filter.states?.length) {
      conditions.push('state IN (?)');
      parameters.push(filter.states);
    }
    if (filter.plugin !== undefined) {
      conditions.push('plugin = ?');
      parameters.push(filter.plugin);
    }
    const [counted] = await this.database.selectRows<{ total: number }>(
      `SELECT COUNT(*) AS total FROM outliers WHERE ${conditions.join(' AND ')}`,
      parameters,
    );
    const total = Number(counted!.total);
    if (page.after !== undefined) {
      conditions.push('id > ?');
      parameters.push(readCursor(page.after, 1)[0]);
    }
    const rows = await this.database.selectRows<ReadOutlier>(
      `SELECT id, state, instance_id, plugin, file, path, value, majority, among, choices, agree, compared
         FROM outliers WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const judgeOf = shown.length === 0 ? undefined : await this.judgeNow();
    const outliers = shown.map((row) => viewOf(row, instances, judgeOf));
    const end = shown.at(-1);
    if (rows.length <= page.limit || end === undefined) return { outliers, total };
    return { outliers, total, next: writeCursor([end.id]) };
  }
}

function viewOf(row: ReadOutlier, instances: PresentInstances, judgeOf: JudgeOf | undefined): OutlierView {
  const path = fromJson<(string | number)[]>(row.path) ?? [];
  const id = row.instance_id;
  return present({
    state: row.state,
    plugin: row.plugin,
    file: row.file,
    path,
    key: showKey(path),
    ...(id !== null && {
      instance: instances.get(id)?.name ?? id,
      host: instances.get(id)?.host ?? 'unknown',
    }),
    ...hiddenValues(row, path, judgeOf),
    among: row.among ?? undefined,
    choices: choicesOf(row, instances, path, judgeOf),
    agree: row.agree,
    of: row.compared,
  });
}

/** What is shown of the values now; a value that says of a whole file what differs has no key. */
function hiddenValues(
  row: ReadOutlier,
  path: KeyPath,
  judgeOf: JudgeOf | undefined,
): { value: unknown; majority: unknown } {
  const hide = hider(row, path, judgeOf);
  return { value: hide(fromJson(row.value)), majority: hide(fromJson(row.majority)) };
}

const hider =
  ({ plugin, file }: ReadOutlier, path: KeyPath, judgeOf: JudgeOf | undefined) =>
  (value: unknown): unknown =>
    judgeOf === undefined ? value : hideSecrets(path, value, judgeOf(plugin, file));

/** Instances that are gone meanwhile are left out. */
function choicesOf(
  row: ReadOutlier,
  instances: PresentInstances,
  path: KeyPath,
  judgeOf: JudgeOf | undefined,
): OutlierView['choices'] {
  const hide = hider(row, path, judgeOf);
  return fromJson<{ value?: unknown; instanceIds: string[] }[]>(row.choices)?.map(
    ({ instanceIds, ...choice }) => ({
      ...choice,
      ...(choice.value !== undefined && { value: hide(choice.value) }),
      instances: instanceIds.flatMap((id) => instances.get(id)?.name ?? []).sort(),
    }),
  );
}
