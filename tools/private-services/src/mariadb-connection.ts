import { connect } from 'node:net';
import type { ConnectionOptions } from 'mysql2/promise';
import type { PrivateMariadbSettings } from './service-settings.js';

/** The same in the words of the driver, which compares the name of a certificate with the host it is told. */
export function connectionOf({ tls, host, port, ...account }: PrivateMariadbSettings): ConnectionOptions {
  if (tls === undefined) return { host, port, ...account };
  const stream = () => connect(port, host);
  return { ...account, host: tls.serverName, port, ssl: { ca: tls.ca, verifyIdentity: true }, stream };
}
