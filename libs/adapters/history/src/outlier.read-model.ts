import type { OutlierView } from '@archivesmp/contracts/drift';
import { fromJson, present } from './column-text.js';
import type { Database } from './database.js';
import { presentInstances } from './finding-filter.js';
import { readCursor, writeCursor } from './page-cursor.js';

interface OutlierRow {
  id: string;
  instance_id: string;
  plugin: string;
  file: string;
  path: string;
  value: string | null;
  majority: string | null;
  agree: number;
  compared: number;
}

/** Outliers as screens show them: those of the latest scans, of instances that are there. */
export class OutlierReads {
  constructor(private readonly database: Database) {}

  /** One page in a stable order, optionally of one host, instance (name or id) or plugin. */
  async listOutliers(
    filter: { readonly host?: string; readonly instance?: string; readonly plugin?: string },
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ outliers: OutlierView[]; next?: string }> {
    const { present: instances } = await presentInstances(this.database);
    const ids = [...instances]
      .filter(([, one]) => filter.host === undefined || one.host === filter.host)
      .filter(
        ([id, one]) =>
          filter.instance === undefined || one.name === filter.instance || id === filter.instance,
      )
      .map(([id]) => id);
    if (ids.length === 0) return { outliers: [] };
    const conditions = ['instance_id IN (?)'];
    const parameters: unknown[] = [ids];
    if (filter.plugin !== undefined) {
      conditions.push('plugin = ?');
      parameters.push(filter.plugin);
    }
    if (page.after !== undefined) {
      conditions.push('id > ?');
      parameters.push(readCursor(page.after, 1)[0]);
    }
    const rows = await this.database.rows<OutlierRow>(
      `SELECT id, instance_id, plugin, file, path, value, majority, agree, compared FROM outliers
        WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const outliers = shown.map((row) => {
      const path = fromJson<(string | number)[]>(row.path) ?? [];
      return present({
        plugin: row.plugin,
        file: row.file,
        path,
        key: path.join('.'),
        instance: instances.get(row.instance_id)?.name ?? row.instance_id,
        host: instances.get(row.instance_id)?.host ?? 'unknown',
        value: fromJson(row.value),
        majority: fromJson(row.majority),
        agree: row.agree,
        of: row.compared,
      });
    });
    const end = shown.at(-1);
    if (rows.length <= page.limit || end === undefined) return { outliers };
    return { outliers, next: writeCursor([end.id]) };
  }
}
