import { AgentSettings } from '@archivesmp/client-agent';
import type { SettingsClass } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { HubSettings } from '../src/hub-settings.js';
import { settingsWithoutReader } from './settings-readers.js';

/** Settings whose whole effect is that the file is refused or taken: the word of the other file, and permits. */
const JUDGED = ['role', 'http.insecure', 'status.insecure'];
const unread = (type: SettingsClass, programs: readonly string[]): string[] =>
  settingsWithoutReader(type, programs).filter((setting) => !JUDGED.includes(setting));

describe('every documented setting is read', () => {
  it('of host.yaml by the hub and its commands', { timeout: 120_000 }, () =>
    expect(
      unread(HubSettings, [
        'apps/hub/src/start.ts',
        'apps/drift-analysis/src/start.ts',
        'apps/deployment-orchestrator/src/start.ts',
        'apps/backup/src/start.ts',
        'apps/plugin-updater/src/start.ts',
        'apps/web-api/src/start.ts',
      ]),
    ).toEqual([]),
  );

  it('of agent.yaml by the agent', { timeout: 120_000 }, () =>
    expect(unread(AgentSettings, ['apps/client-agent/src/run-agent.ts'])).toEqual([]),
  );

  it('and one that nobody reads is named', { timeout: 120_000 }, () =>
    expect(unread(AgentSettings, ['libs/contracts/src/page.ts'])).toEqual(
      expect.arrayContaining(['token', 'redis.tls', 'status.port']),
    ),
  );
});
