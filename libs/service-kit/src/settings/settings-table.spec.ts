import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsTable, withSettingsTable } from './settings-table.js';
import { HostSettings } from './topics/host-settings.js';

const DOCUMENT = new URL('../../../../docs/settings.md', import.meta.url).pathname;

describe('the table of settings', () => {
  it('in docs/settings.md is the one that the classes describe (vitest -u rewrites it)', async () => {
    await expect(withSettingsTable(readFileSync(DOCUMENT, 'utf8'), HostSettings)).toMatchFileSnapshot(
      DOCUMENT,
    );
  });

  it('names required settings, defaults and nested paths', () => {
    const table = settingsTable(HostSettings);
    expect(table).toContain('| `mariadb.password` |');
    expect(table).toContain('| `amp_servers[].url` |');
    expect(table).toMatch(/`physical_server` \|[^|]*\| \*\*required\*\* \|/);
    expect(table).toMatch(/`drift.scan_every_seconds` \|[^|]*\| 3600 \|/);
  });
});
