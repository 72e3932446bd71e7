import { isLoopback } from '../../transport/is-loopback.js';
import type { Line } from '../../transport/line.js';
import { Group, Port, Text, TextList, WebAddress, WholeNumber, YesNo } from '../setting.js';

/** Where a service listens. */
export class ListenSettings {
  @Text({ describe: 'Address to listen on; keep 127.0.0.1 behind a reverse proxy', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port to listen on; 0 takes a free one', default: 0 })
  port: number = 0;
}

/** The certificate that the hub shows, where it serves TLS itself. */
export class ServerTlsSettings {
  @Text({
    describe: 'File with the certificate of the hub and those between it and its authority (PEM)',
    max: 1024,
  })
  certificate_file!: string;

  @Text({ describe: 'File with its private key (PEM), which no other account may read', max: 1024 })
  private_key_file!: string;
}

/** The web API. */
export class HttpSettings {
  @Text({ describe: 'Address to listen on; keep 127.0.0.1 behind a reverse proxy', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port to listen on; 0 takes a free one', default: 8000 })
  port: number = 8000;

  @Group(() => ServerTlsSettings, {
    describe: 'Serve https; both files are read again when they change. Left out behind a reverse proxy',
    optional: true,
  })
  tls?: ServerTlsSettings;

  @YesNo({
    describe:
      'true permits clear text to other machines where neither tls nor trusted_proxies is set. Every page shows it in red',
    default: false,
  })
  insecure: boolean = false;

  @WebAddress({
    describe: 'Address under which people open it; https here marks the session cookie Secure',
    optional: true,
  })
  public_url?: string;

  @TextList({
    describe: 'Addresses of reverse proxies whose X-Forwarded-For is believed',
    optional: true,
  })
  trusted_proxies: string[] = [];

  @WholeNumber({
    describe: 'Largest JSON body in bytes',
    default: 1_048_576,
    min: 1024,
    max: 1_073_741_824,
  })
  body_limit: number = 1_048_576;

  @WholeNumber({
    describe: 'Largest body an agent may deliver in bytes',
    default: 268_435_456,
    min: 1_048_576,
    max: 4_294_967_296,
  })
  results_limit: number = 268_435_456;

  @WholeNumber({ describe: 'Hours until a login has to be repeated', default: 12, min: 1, max: 720 })
  session_hours: number = 12;

  /** Whether browsers reach it by https: then cookies are Secure. */
  isHttps(): boolean {
    return this.tls !== undefined || (this.public_url?.startsWith('https://') ?? false);
  }

  /** Behind a proxy the proxy speaks TLS, and the way to it is the machine's or the cluster's own. */
  line(): Line {
    const { host, tls, trusted_proxies: proxies, insecure } = this;
    return {
      setting: 'http',
      host,
      isEncrypted: tls !== undefined || (proxies.length > 0 && !isLoopback(host)),
      permit: 'http.insecure',
      isPermitted: insecure,
      encrypt: 'http.tls',
      remedy: 'name certificate_file and private_key_file there, or the proxy in http.trusted_proxies',
      tlsSettings: [],
    };
  }
}
