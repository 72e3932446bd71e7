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
  const hub = http.public_url ?? `${http.tls === undefined ? 'http' : 'https'}://${http.host}:${http.port}`;
  return [
    `# /etc/archivesmp/agent.yaml of ${host}: it holds secrets (chmod 600). Made by the hub; asmp host rotate makes another one.`,
    'role: client',
    `physical_server: ${text(host)}`,
    `hub_api: ${text(hub)} # as this host reaches the hub`,
    ...(hub.startsWith('https:') ? HUB_AUTHORITY : []),
    `token: ${text(token)}`,
    'redis:',
    `  host: ${text(redis.host)} # as this host reaches Redis`,
    `  port: ${redis.port}`,
    `  username: ${text(redisUser)}`,
    `  password: ${text(redisPassword)}`,
    `  tls: ${redis.tls}`,
    ...transportLines(redis.transport),
    `  database: ${redis.database}`,
    'order_keys:',
    `  - ${text(publicKey)}`,
    ...OF_THE_HOST,
    '',
  ].join('\n');
}

const text = (value: string): string => JSON.stringify(value);

/** What only an operator of the host can fill in; an earlier file already says it. */
const OF_THE_HOST: readonly string[] = [
  '# What this host alone knows; where its agent ran before, as in its old file:',
  '# instances_root: /home/amp/.ampdata # the folder of AMP that has the instances',
  '# state_folder: /var/lib/archivesmp/agent # never another one than before',
  '# amp_local: { url: "http://127.0.0.1:8080", username: archivesmp, password: "" } # the panel of this host',
  '# read_only: true # it reads and changes nothing: begin so',
];

/** Who signed the hub's certificate is not known here. */
const HUB_AUTHORITY: readonly string[] = [
  '# Where an authority of your own signed the certificate of the hub:',
  '# hub_transport:',
  '#   ca_file: /etc/archivesmp/ca.pem',
];

/** How the hub's own connection to Redis is secured: that of an agent is secured alike. */
function transportLines({ ca_file, server_name, insecure }: HostSettings['redis']['transport']): string[] {
  const lines = [
    ...(ca_file === undefined
      ? []
      : [`    ca_file: ${text(ca_file)} # bring this file of the hub here, too`]),
    ...(server_name === undefined ? [] : [`    server_name: ${text(server_name)}`]),
    ...(insecure ? ['    insecure: true'] : []),
  ];
  return lines.length === 0 ? [] : ['  transport:', ...lines];
}
