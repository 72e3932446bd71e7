import { readFileSync } from 'node:fs';
import { withSettingsTable } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { HubSettings } from '../src/hub-settings.js';

const DOCUMENT = new URL('../../../docs/settings.md', import.meta.url).pathname;

it('docs/settings.md has the settings of every service (vitest -u rewrites it)', async () =>
  expect(withSettingsTable(readFileSync(DOCUMENT, 'utf8'), HubSettings)).toMatchFileSnapshot(DOCUMENT));
