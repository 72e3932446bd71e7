import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestProduct } from './test-product.js';

/** Looks for secrets in everything that the product keeps and says. */
export class Leaks {
  constructor(private readonly product: TestProduct) {}

  /** I7: none of these texts is anywhere but on the servers and in their backups. Looks into everything that is kept. */
  async of(secrets: readonly string[]): Promise<string[]> {
    const locations = [
      ...(await this.writtenFiles()),
      ...(await this.everyRow()),
      ...(await this.everyAnswer()),
    ];
    return locations.flatMap(([where, text]) =>
      secrets.filter((secret) => text.includes(secret)).map(() => `I7: a planted secret is in ${where}`),
    );
  }

  /** Logs of all programs, and the append-only file of Redis: every command it was ever given. */
  private async writtenFiles(): Promise<[string, string][]> {
    const { dir } = this.product;
    const names = (await readdir(dir)).filter((name) => name.endsWith('.log'));
    const redis = await readdir(path.join(dir, 'redis'), { recursive: true, withFileTypes: true });
    const files = [
      ...names.map((name) => path.join(dir, name)),
      ...redis
        .filter((one) => one.isFile() && !one.name.endsWith('.conf'))
        .map((one) => path.join(one.parentPath, one.name)),
    ];
    return Promise.all(
      files.map(async (file): Promise<[string, string]> => [file, await readFile(file, 'latin1')]),
    );
  }

  private async everyRow(): Promise<[string, string][]> {
    const tables = await this.product.execute('SHOW TABLES');
    const found: [string, string][] = [];
    for (const name of tables.map((row) => String(Object.values(row)[0])))
      found.push([`table ${name}`, JSON.stringify(await this.product.execute(`SELECT * FROM \`${name}\``))]);
    return found;
  }

  private async everyAnswer(): Promise<[string, string][]> {
    const { history } = this.product;
    const { plans } = await history.plans.listPlans({ limit: 500 });
    const addresses = [
      '/metrics',
      ...['plans', 'deployments', 'findings', 'audit', 'backups', 'holds', 'instances', 'outliers'].map(
        (name) => `/api/v1/${name}`,
      ),
      ...plans.map(({ id }) => `/api/v1/plans/${id}`),
    ];
    const found: [string, string][] = [];
    for (const address of addresses) {
      const answer = await this.product.ask('GET', address);
      found.push([address, await answer.text()]);
    }
    return found;
  }
}
