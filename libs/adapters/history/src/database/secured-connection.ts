import { connect, isIP } from 'node:net';
import { Problem } from '@archivesmp/contracts/problem';
import type { HistorySettings } from './history-settings.js';

/**
 * What the driver must be told beyond host and account, so that no one between us and MariaDB can read along or answer in its place.
 * The driver asks for the name of the certificate at the host it is told; where they differ it is told the name and given the line.
 * @throws Problem `settings.invalid` for a host that is an address while no name is given: the driver would compare nothing
 */
export function securedConnection({ host, port, tls, retrievesPublicKey = false }: HistorySettings): object {
  if (tls === undefined) return retrievesPublicKey ? {} : { authPlugins: NO_UNPROVEN_KEY };
  const name = tls.serverName ?? host;
  if (isIP(name) !== 0)
    throw new Problem(
      'settings.invalid',
      `The certificate of MariaDB at ${host} cannot be compared with an address: set mariadb.host or mariadb.transport.server_name to the name in its certificate.`,
    );
  const ssl = { ...(tls.ca !== undefined && { ca: tls.ca }), rejectUnauthorized: true, verifyIdentity: true };
  if (name === host) return { ssl };
  return { ssl, host: name, stream: () => connect(port, host) };
}

const refuseUnprovenKey = () => () => {
  throw new Error(
    'MariaDB wants the password encrypted with a key of its own, and nothing proves whose key it is. Remedy: set mariadb.ssl, or mariadb.options.allowPublicKeyRetrieval where the line is safe',
  );
};

/** Ways to log in that have the server hand out a key for the password. */
const NO_UNPROVEN_KEY = {
  caching_sha2_password: refuseUnprovenKey,
  sha256_password: refuseUnprovenKey,
};
