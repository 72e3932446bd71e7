import { wrongSetting } from '../settings/setting-origin.js';

/** Where a service listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** The group of settings that says so. */
  readonly settings?: object;
}

/** Makes the sentence an operator needs out of what the operating system says when a port cannot be opened. */
export function explainListenFailure(app: string, address: ListenAddress, error: unknown): Error {
  const { host, port, settings = address } = address;
  const cannot = `${app} cannot listen on ${host}:${port}`;
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return wrongSetting(
        settings,
        'port',
        `${cannot}: another program holds this port. Stop it ("ss -ltnp sport = :${port}" names it, as root those of others, too) or set another port here`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return wrongSetting(
        settings,
        'host',
        `${cannot}: this machine has no such address ("ip address" lists them)`,
      );
    case 'EAI_AGAIN':
      return wrongSetting(
        settings,
        'host',
        `${cannot}: names cannot be looked up now (EAI_AGAIN); start again when they can, or write an IP address here`,
      );
    case 'EACCES':
      return wrongSetting(
        settings,
        'port',
        `${cannot}: ports below 1024 need a right this account lacks; set a higher one, or give the unit AmbientCapabilities=CAP_NET_BIND_SERVICE`,
      );
    default:
      return error instanceof Error ? error : new Error(cannot);
  }
}
