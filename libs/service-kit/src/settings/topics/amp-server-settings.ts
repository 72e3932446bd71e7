import type { TlsTrust } from '@archivesmp/contracts/tls-trust';
import { trustOf } from '../trust-of.js';
import { Secret } from '../secret.js';
import { Group, Hidden, HostName, Text, WebAddress, WholeNumber } from '../setting.js';
import { TransportSettings } from './transport-settings.js';

/** Where a panel is and how to log in. */
export interface AmpConnection {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly callsPerSecond: number;
  /** Whom to believe at an https address. */
  readonly trust: TlsTrust;
}

/** One AMP panel (controller) of the fleet. */
export class AmpServerSettings {
  @HostName({ describe: 'Name of the physical host this panel runs on; the same word as physical_server' })
  name!: string;

  @WebAddress({ describe: 'Address of the panel' })
  url!: string;

  @Text({ describe: 'Service account without two-factor login' })
  username!: string;

  @Hidden({ describe: 'Its password' })
  password!: Secret;

  @Group(() => TransportSettings, { describe: 'How the connection is secured', optional: true })
  transport: TransportSettings = new TransportSettings();

  @WholeNumber({ describe: 'Most calls per second to this panel', default: 20, min: 1, max: 500 })
  calls_per_second: number = 20;

  /** The same in the words of a client. @throws SettingsProblem when the authority's file cannot be used */
  connection(): AmpConnection {
    const { url, username, password, calls_per_second: callsPerSecond, transport } = this;
    return { url, username, password: password.reveal(), callsPerSecond, trust: trustOf(transport) };
  }
}
