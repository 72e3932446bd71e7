import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsTrust } from '@archivesmp/contracts/tls-trust';
import { wrongSetting } from './setting-origin.js';
import type { TransportSettings } from './topics/transport-settings.js';

/**
 * Whom a TLS connection believes. Reads the file with the authority's certificates.
 * @throws SettingsProblem that names setting and file
 */
export function trustOf(transport: TransportSettings): TlsTrust {
  const name = transport.server_name === undefined ? {} : { serverName: transport.server_name };
  return transport.ca_file === undefined ? name : { ...name, ca: authorities(transport, transport.ca_file) };
}

function authorities(transport: TransportSettings, file: string): string {
  const wrong = (message: string) => wrongSetting(transport, 'ca_file', `names ${file}, which ${message}`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw wrong(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`);
  }
  try {
    void new X509Certificate(text);
  } catch {
    // What the file holds may be a key, which the error of the reader would repeat
    throw wrong('holds no certificate in PEM');
  }
  return text;
}
