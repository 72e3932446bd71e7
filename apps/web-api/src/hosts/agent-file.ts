import type { HostSettings } from '@archivesmp/service-kit';

/** What differs from host to host. */
export interface AgentSecrets {
  readonly host: string;
  readonly token: string;
  readonly redisUser: string;
  readonly redisPassword: string;
  /** Public half of the hub's key, PEM. */
  readonly publicKey: string;
}

/** The whole agent.yaml of a host, as YAML whose texts are quoted like JSON. */
export function agentFile(
  { http, redis }: Pick<HostSettings, 'http' | 'redis'>,
  { host, token, redisUser, redisPassword, publicKey }: AgentSecrets,
): string {
  const hub = http.public_url ?? `http://${http.host}:${http.port}`;
  const text = (value: string): string => JSON.stringify(value);
  return [
    `# /etc/archivesmp/agent.yaml of ${host}: it holds secrets (chmod 600). Made by the hub; asmp host rotate makes another one.`,
    'role: client',
    `physical_server: ${text(host)}`,
    `hub_api: ${text(hub)} # as this host reaches the hub`,
    `token: ${text(token)}`,
    'redis:',
    `  host: ${text(redis.host)} # as this host reaches Redis`,
    `  port: ${redis.port}`,
    `  username: ${text(redisUser)}`,
    `  password: ${text(redisPassword)}`,
    `  tls: ${redis.tls}`,
    `  database: ${redis.database}`,
    'order_keys:',
    `  - ${text(publicKey)}`,
    '',
  ].join('\n');
}
