import { AMP_DEFAULTS, SYSTEM_CLOCK, type AmpClock, type AmpPanelSettings } from './amp-settings.js';
import { CallGate } from './call-gate.js';
import { LoginBackOff } from './login-back-off.js';
import { panelUrl } from './panel-url.js';

type Settled = Required<Omit<AmpPanelSettings, 'onCall' | 'clock' | 'url'>> &
  Pick<AmpPanelSettings, 'onCall'>;

/** What the controller and all its instances have in common: address, account, gate and the memory of refused logins. */
export class PanelConnection {
  readonly url: string;
  readonly clock: AmpClock;
  readonly gate: CallGate;
  readonly backOff: LoginBackOff;
  /** Not enumerable: printing a panel must not print the password. */
  // eslint-disable-next-line archivesmp/one-way-private -- it holds the password
  readonly #settings: Settled;

  constructor({ url, clock = SYSTEM_CLOCK, ...settings }: AmpPanelSettings) {
    this.url = panelUrl(url);
    this.clock = clock;
    this.#settings = { ...AMP_DEFAULTS, ...settings };
    this.gate = new CallGate(this.#settings.callsPerSecond, this.#settings.concurrency, clock);
    this.backOff = new LoginBackOff(clock);
  }

  get settings(): Settled {
    return this.#settings;
  }
}
