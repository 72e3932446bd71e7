import type { Metrics } from './metrics.js';

/** One gauge for the end of the certificate that a service shows; asked when Prometheus asks, since files are read again. */
export function observeCertificate(
  metrics: Metrics,
  certificate: { readonly endsAt: number } | undefined,
): void {
  const ends = metrics.gauge({
    name: 'archivesmp_http_certificate_expires_timestamp_seconds',
    help: 'When the certificate that this service shows ends, in seconds since 1970; 0 where it serves no TLS itself',
  });
  Object.assign(ends, { collect: () => ends.set({}, certificate?.endsAt ?? 0) });
}
