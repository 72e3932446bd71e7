import { HostSettings } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { agentFile } from './agent-file.js';

const secrets = {
  host: 'ovh',
  token: 'asmp_"quoted"',
  redisUser: 'agent.ovh',
  redisPassword: 'of #Redis',
  publicKey: '-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n',
};
const settings = (change: (settings: HostSettings) => void = () => undefined): HostSettings => {
  const made = new HostSettings();
  change(made);
  return made;
};

describe('the file that the hub makes for an agent', () => {
  it('holds what the agent logs in with, whatever characters are in it', () => {
    expect(parse(agentFile(settings(), secrets))).toEqual({
      role: 'client',
      physical_server: 'ovh',
      hub_api: 'http://127.0.0.1:8000',
      token: secrets.token,
      redis: {
        host: 'localhost',
        port: 6379,
        username: 'agent.ovh',
        password: 'of #Redis',
        tls: false,
        database: 0,
      },
      order_keys: [secrets.publicKey],
    });
  });

  it('says https where the hub serves it, and where an own authority would be named', () => {
    const file = agentFile(
      settings(({ http }) => {
        http.tls = { certificate_file: '/etc/cert.pem', private_key_file: '/etc/key.pem' };
      }),
      secrets,
    );
    expect(parse(file)).toMatchObject({ hub_api: 'https://127.0.0.1:8000' });
    expect(file).toContain('# hub_transport:');
    expect(agentFile(settings(), secrets)).not.toContain('hub_transport');
  });

  it('gives the address that people are told, where there is one', () => {
    const file = agentFile(
      settings(({ http }) => {
        http.public_url = 'https://asmp.example';
      }),
      secrets,
    );
    expect(parse(file)).toMatchObject({ hub_api: 'https://asmp.example' });
  });

  it('secures the connection to Redis as that of the hub is secured', () => {
    const file = agentFile(
      settings(({ redis }) => {
        redis.tls = true;
        Object.assign(redis.transport, {
          ca_file: '/etc/ca.pem',
          server_name: 'redis.local',
          insecure: true,
        });
      }),
      secrets,
    );
    expect(parse(file)).toMatchObject({
      redis: {
        tls: true,
        transport: { ca_file: '/etc/ca.pem', server_name: 'redis.local', insecure: true },
        database: 0,
      },
    });
  });
});
