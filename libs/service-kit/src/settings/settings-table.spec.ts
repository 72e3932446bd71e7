import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsTable, withSettingsTable } from './settings-table.js';
import { HostSettings } from './topics/host-settings.js';

const README = new URL('../../README.md', import.meta.url);

describe('the table of settings', () => {
  it('in the README is the one that the classes describe (UPDATE_README=1 rewrites it)', () => {
    const readme = readFileSync(README, 'utf8');
    const wanted = withSettingsTable(readme, HostSettings);
    if (process.env['UPDATE_README'] === '1') writeFileSync(README, wanted);
    else expect(readme).toBe(wanted);
  });

  it('names required settings, defaults and nested paths', () => {
    const table = settingsTable(HostSettings);
    expect(table).toContain('| `mariadb.password` |');
    expect(table).toContain('| `amp_servers[].url` |');
    expect(table).toMatch(/`physical_server` \|[^|]*\| \*\*required\*\* \|/);
    expect(table).toMatch(/`drift.scan_every_seconds` \|[^|]*\| 3600 \|/);
  });
});
