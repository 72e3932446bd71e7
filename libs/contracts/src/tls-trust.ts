/** How the other end of a TLS connection proves who it is. An empty one: by a certificate that the system trusts, of the name that was dialled. */
export interface TlsTrust {
  /** Certificates (PEM) of the authorities that are believed, instead of the system's own. */
  readonly ca?: string;
  /** The name that its certificate must have, where it is not the one that was dialled. */
  readonly serverName?: string;
}

/** The same in the words of `node:tls`; certificates are always verified. */
export const tlsOptionsOf = ({ ca, serverName }: TlsTrust): { ca?: string; servername?: string } => ({
  ...(ca !== undefined && { ca }),
  ...(serverName !== undefined && { servername: serverName }),
});

const UNTRUSTED = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CERT_REVOKED',
]);

/**
 * What a refused certificate means and what to do, from the code of the error (or of its cause); undefined for other failures.
 * Repeats nothing of the certificate.
 */
export function certificateFailure(error: unknown): string | undefined {
  for (
    let cause = error;
    typeof cause === 'object' && cause !== null;
    cause = (cause as { cause?: unknown }).cause
  ) {
    const { code } = cause as { code?: unknown };
    if (typeof code !== 'string') continue;
    if (UNTRUSTED.has(code))
      return `its certificate is of no authority that is believed here (${code}): name the authority in transport.ca_file`;
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
      return `its certificate has another name (${code}): name the right one in transport.server_name`;
    if (code === 'CERT_HAS_EXPIRED') return `its certificate has expired (${code}): renew it there`;
    if (code === 'CERT_NOT_YET_VALID')
      return `its certificate is not valid yet (${code}): compare the clocks of both machines`;
    if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
      return `it speaks no TLS on this port (${code}): compare address, port and whether to encrypt`;
  }
  return undefined;
}
