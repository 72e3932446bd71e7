import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Problem } from '@archivesmp/contracts/problem';
import type { TlsTrust } from '@archivesmp/contracts/tls-trust';
import type { TransportSettings } from '../settings/topics/transport-settings.js';

/**
 * Whom a TLS connection believes. Reads the file with the authority's certificates.
 * @param at path of the group, `mariadb.transport`
 * @throws Problem `settings.invalid` that names setting and file
 */
export function trustOf({ ca_file: file, server_name }: TransportSettings, at: string): TlsTrust {
  const name = server_name === undefined ? {} : { serverName: server_name };
  return file === undefined ? name : { ...name, ca: authorities(file, `${at}.ca_file`) };
}

function authorities(file: string, setting: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new Problem('settings.invalid', `${setting} names ${file}, which cannot be read (${code}).`);
  }
  try {
    void new X509Certificate(text);
  } catch {
    // because: what the file holds may be a key, which the error of the reader would repeat
    throw new Problem('settings.invalid', `${setting} names ${file}, which holds no certificate in PEM.`);
  }
  return text;
}
