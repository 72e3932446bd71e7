import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSettings, withSettingsTable } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { AgentSettings, hubAddress } from './agent-settings.js';

const parse = (text: string, env: Record<string, string> = {}) =>
  parseSettings(AgentSettings, text, 'agent.yaml', env);

describe('agent.yaml', () => {
  it('takes the shape of the older file', () => {
    const settings = parse(
      `role: client
physical_server: ovh
hetzner_api: https://archivesmp.example:8000/
token: \${AGENT_TOKEN}
redis:
  host: 203.0.113.10
  port: 6379
  tls: true
amp_local:
  url: http://localhost:8080
  username: admin
  password: xxx
`,
      { AGENT_TOKEN: 'canary-token' },
    );
    expect(hubAddress(settings)).toBe('https://archivesmp.example:8000');
    expect(settings.token.reveal()).toBe('canary-token');
    expect(settings.instances_root).toBe('/home/amp/.ampdata');
    expect(JSON.stringify(settings)).not.toContain('canary-token');
  });

  it('names every mistake and no value', () => {
    expect(() => parse('role: host\nhub_api: ftp://canary\nconcurrency: 99\n')).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/role[^]*physical_server[^]*hub_api[^]*token[^]*concurrency/),
      }),
    );
    expect(() => parse('role: host\nhub_api: ftp://canary\n')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('canary') }),
    );
  });

  it('refuses to start without the address of the hub', () => {
    expect(() => hubAddress(parse('physical_server: ovh\ntoken: x\n'))).toThrow(/hub_api/);
  });

  it('stands in the README', () => {
    const file = path.resolve(import.meta.dirname, '../README.md');
    const readme = readFileSync(file, 'utf8');
    expect(withSettingsTable(readme, AgentSettings)).toBe(readme);
  });
});
