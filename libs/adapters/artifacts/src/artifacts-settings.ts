import type { StorageKeys } from './keys/storage-keys.js';
import type { TlsTrust } from '@archivesmp/contracts/tls-trust';

/** How to reach the S3 server; the fields are those of `minio:` in the settings. */
export interface ArtifactsSettings {
  endPoint: string;
  port?: number;
  accessKey: string;
  secretKey: string;
  secure: boolean;
  /** Whom to believe when it is secure. */
  trust?: TlsTrust;
  /** Default us-east-1. */
  region?: string;
  /** Put before every bucket name, so that several installations can use one server. */
  bucketPrefix?: string;
  /** Prove who wrote what is stored; left out: that cannot be checked, and nothing is signed. */
  keys?: StorageKeys;
  /** Whether new contents of snapshots and backups are encrypted under the current key; true unless told. */
  encrypt?: boolean;
}

/** Splits `host:port` or `[::1]:port` of the settings file; the port may be left out. */
export function splitEndpoint(endpoint: string): Pick<ArtifactsSettings, 'endPoint' | 'port'> {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(endpoint.trim());
  if (match === null) throw new Error('An S3 endpoint is host:port, without http:// and without a path.');
  const endPoint = match[1] ?? match[2]!;
  return match[3] === undefined ? { endPoint } : { endPoint, port: Number(match[3]) };
}
