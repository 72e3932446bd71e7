import { Port, Text, TextList, WebAddress, WholeNumber } from '../setting.js';

/** Where a service listens. */
export class ListenSettings {
  @Text({ describe: 'Address to listen on; keep 127.0.0.1 behind a reverse proxy', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port to listen on; 0 takes a free one', default: 0 })
  port: number = 0;
}

/** The web API. */
export class HttpSettings {
  @Text({ describe: 'Address to listen on; keep 127.0.0.1 behind a reverse proxy', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port to listen on; 0 takes a free one', default: 8000 })
  port: number = 8000;

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
}
