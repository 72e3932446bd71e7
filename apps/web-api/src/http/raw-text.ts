import { Problem } from '@archivesmp/contracts/problem';

/** Content types under which a config file may be sent. JSON is not among them: the file is kept to the byte. */
export const RAW_TYPES = ['text/plain', 'application/yaml', 'application/octet-stream'];

/** The bytes of a request body. */
export function rawBody(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw new Problem(
    'request.unsupported-media-type',
    `Send the file itself, as ${RAW_TYPES.join(' or ')}; it is kept as it is, to the byte.`,
  );
}
