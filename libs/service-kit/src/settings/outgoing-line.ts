import type { TransportSettings } from './topics/transport-settings.js';
import type { Line } from '../transport/line.js';

/** A connection to another program. `at` is the path of its `transport`. */
export const outgoingLine = (
  connection: Pick<Line, 'setting' | 'host' | 'isEncrypted' | 'encrypt' | 'remedy'>,
  { ca_file, server_name, insecure }: TransportSettings,
  transportPath = `${connection.setting}.transport`,
): Line => ({
  ...connection,
  permit: `${transportPath}.insecure`,
  isPermitted: insecure,
  tlsSettings: [
    ...(ca_file === undefined ? [] : [`${transportPath}.ca_file`]),
    ...(server_name === undefined ? [] : [`${transportPath}.server_name`]),
  ],
});

/** A connection to a web address, whose scheme says whether it is encrypted. */
export const webLine = (
  setting: string,
  url: string,
  transport: TransportSettings,
  encrypt: string,
  transportPath?: string,
): Line => {
  const { hostname, protocol } = new URL(url);
  return outgoingLine(
    {
      setting,
      host: hostname,
      isEncrypted: protocol === 'https:',
      encrypt,
      remedy: 'let it begin with https://',
    },
    transport,
    transportPath,
  );
};
