import { describe, expect, it } from 'vitest';
import { createLog } from '../log/create-log.js';
import { Metrics } from '../metrics/metrics.js';
import type { Line } from '../transport/line.js';
import { reportClearText } from './report-clear-text.js';

const line = (more: Partial<Line>): Line => ({
  setting: 'redis',
  host: '192.0.2.7',
  isEncrypted: false,
  permit: 'redis.transport.insecure',
  isPermitted: true,
  encrypt: 'redis.tls',
  remedy: 'set it to true',
  tlsSettings: [],
  ...more,
});

describe('clear text that the settings permit', () => {
  it('is counted and said in the log, connection by connection; what is safe is not', async () => {
    const lines: Record<string, unknown>[] = [];
    const to = { write: (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>) };
    const log = createLog({ app: 'test', settings: { level: 'info' }, to });
    const metrics = new Metrics('test');
    const safe = [line({ host: '127.0.0.1' }), line({ isEncrypted: true, setting: 'mariadb' })];
    reportClearText([line({}), line({ setting: 'minio' }), ...safe], log, metrics);
    const counted = await metrics.registry.getSingleMetricAsString('archivesmp_clear_text_connections');
    expect(counted).toMatch(/\} 2$/);
    expect(lines.map(({ level, setting, host }) => [level, setting, host])).toEqual([
      ['warn', 'redis', '192.0.2.7'],
      ['warn', 'minio', '192.0.2.7'],
    ]);
  });
});
