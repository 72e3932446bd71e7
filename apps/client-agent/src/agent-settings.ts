import {
  Group,
  Hidden,
  ListenSettings,
  LoggingSettings,
  OneOf,
  Port,
  RedisSettings,
  Secret,
  HostName,
  Text,
  TextList,
  TransportSettings,
  WebAddress,
  webLine,
  WholeNumber,
  wrongSetting,
  YesNo,
  type HasLines,
  type Line,
} from '@archivesmp/service-kit';

/** Where the agent's settings are when nothing else is said. */
export const AGENT_SETTINGS_PATH = '/etc/archivesmp/agent.yaml';

/** The AMP panel on the agent's own host. */
export class AmpLocalSettings {
  @WebAddress({ describe: 'Address of the panel on this host', default: 'http://localhost:8080' })
  url: string = 'http://localhost:8080';

  @Text({ describe: 'Service account without two-factor login', optional: true })
  username?: string;

  @Hidden({ describe: 'Its password', optional: true })
  password?: Secret;

  @Group(() => TransportSettings, { describe: 'How the connection is secured', optional: true })
  transport: TransportSettings = new TransportSettings();
}

/** AMP's program for the command line of this host. */
export class InstanceManagerSettings {
  @Text({
    describe: 'Path of ampinstmgr; it is run with its arguments, never through a shell',
    default: '/opt/cubecoders/amp/ampinstmgr',
    max: 1024,
  })
  path: string = '/opt/cubecoders/amp/ampinstmgr';

  @Text({
    describe: 'Account that owns the instances; an agent that runs as another one goes through sudo -n -u',
    default: 'amp',
    max: 64,
  })
  user: string = 'amp';

  @WholeNumber({
    describe: 'Seconds that one call may take before it is ended',
    default: 120,
    min: 1,
    max: 900,
  })
  within_seconds: number = 120;
}

/** Where the agent's own status API listens. */
export class AgentListenSettings extends ListenSettings {
  @Port({ describe: 'Port of the status API', default: 8001 })
  override port: number = 8001;

  @YesNo({
    describe: 'true permits clear text to the status API from other machines: callers send a token',
    default: false,
  })
  insecure: boolean = false;

  line(): Line {
    return {
      setting: 'status',
      host: this.host,
      isEncrypted: false,
      permit: 'status.insecure',
      isPermitted: this.insecure,
      encrypt: 'status.host',
      remedy: 'keep 127.0.0.1',
      tlsSettings: [],
    };
  }
}

/** agent.yaml: everything the agent of one host needs. It has no password of the database. */
export class AgentSettings implements HasLines {
  @OneOf(['client'], { describe: 'This file is for the agent; the hub has host.yaml', default: 'client' })
  role = 'client' as const;

  @HostName({ describe: 'Name of this physical host, the same word the hub uses' })
  physical_server!: string;

  @WebAddress({ describe: 'Address of the hub (web-api)', optional: true })
  hub_api?: string;

  @WebAddress({ describe: 'Older name of hub_api', optional: true })
  hetzner_api?: string;

  @Group(() => TransportSettings, { describe: 'How the connection to the hub is secured', optional: true })
  hub_transport: TransportSettings = new TransportSettings();

  @Hidden({ describe: 'API token of the hub with the scope agent:<physical_server>' })
  token!: Secret;

  @Hidden({
    describe: 'What callers of the status API send as Bearer; left out: the token above',
    optional: true,
  })
  local_token?: Secret;

  @Group(() => RedisSettings, {
    describe: 'The Redis of the hub: only the queue agent.<physical_server> is used',
    optional: true,
  })
  redis: RedisSettings = new RedisSettings();

  @YesNo({
    describe:
      'true permits an account in Redis that reads more than the queue of this host, where Redis has no accounts; left out, such an agent takes no jobs',
    default: false,
  })
  redis_shared: boolean = false;

  @Group(() => AmpLocalSettings, {
    describe: 'The AMP panel of this host; reading files needs no account',
    optional: true,
  })
  amp_local?: AmpLocalSettings;

  @Group(() => InstanceManagerSettings, {
    describe: 'ampinstmgr on this host, for when no panel answers; left out: it is not used',
    optional: true,
  })
  ampinstmgr?: InstanceManagerSettings;

  @Text({
    describe: 'Data folder of AMP, or a folder of server folders',
    default: '/home/amp/.ampdata',
    max: 1024,
  })
  instances_root: string = '/home/amp/.ampdata';

  @OneOf(['files', 'panel'], {
    describe:
      'How instances are reached: files = the disk of this host; panel = the file manager of the panel in amp_local, for a host without an agent of its own',
    default: 'files',
  })
  access: 'files' | 'panel' = 'files';

  @TextList({
    describe:
      'Ed25519 public keys of the hub (PEM, or the path of a PEM file); nothing is done, not even read, that none of them signed',
    optional: true,
  })
  order_keys: string[] = [];

  @YesNo({ describe: 'true: the agent reads when asked and carries out no orders', default: false })
  read_only: boolean = false;

  @Text({
    describe: 'Folder for what must survive a restart: journals of orders, their outcomes, fences',
    default: '/var/lib/archivesmp/agent',
    max: 1024,
  })
  state_folder: string = '/var/lib/archivesmp/agent';

  @WholeNumber({
    describe: 'Seconds a delivery is tried again while the hub is unavailable, before the job is put back',
    default: 90,
    min: 1,
    max: 600,
  })
  hub_patience_seconds: number = 90;

  @WholeNumber({ describe: 'Instances read at the same time', default: 2, min: 1, max: 16 })
  concurrency: number = 2;

  @Group(() => AgentListenSettings, { describe: 'Status API, health and metrics', optional: true })
  status: AgentListenSettings = new AgentListenSettings();

  @Group(() => LoggingSettings, { describe: 'Log', optional: true })
  logging: LoggingSettings = new LoggingSettings();

  /** Every connection of the agent that these settings describe. */
  lines(): Line[] {
    const { redis, status, hub_transport: transport, amp_local: amp } = this;
    const hub = this.hub_api ?? this.hetzner_api;
    const encrypt = this.hub_api === undefined ? 'hetzner_api' : 'hub_api';
    return [
      redis.line(),
      status.line(),
      ...(hub === undefined ? [] : [webLine('hub_api', hub, transport, encrypt, 'hub_transport')]),
      ...(amp === undefined ? [] : [webLine('amp_local', amp.url, amp.transport, 'amp_local.url')]),
    ];
  }
}

/**
 * The hub's address without a trailing slash.
 * @throws SettingsProblem when neither hub_api nor its older name is set
 */
export function hubAddress(settings: AgentSettings): string {
  const address = settings.hub_api ?? settings.hetzner_api;
  if (address === undefined)
    throw wrongSetting(
      settings,
      'hub_api',
      'is missing; must be an address that starts with http:// or https://',
    );
  return address.replace(/\/+$/, '');
}
