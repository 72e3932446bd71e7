import { readFileSync } from 'node:fs';
import type { CertificateFiles } from './own-ca.js';
import type { TlsSettings } from './service-settings.js';

/** The name under which every private server has its certificate. */
export const PRIVATE_NAME = 'localhost';

/** Whom clients of a private server believe. */
export const tlsSettings = ({ ca }: CertificateFiles): TlsSettings => ({
  ca: readFileSync(ca, 'utf8'),
  caFile: ca,
  serverName: PRIVATE_NAME,
});
