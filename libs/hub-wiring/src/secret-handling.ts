import { createHmac } from 'node:crypto';
import type { SecretHandling } from '@archivesmp/drift';
import type { HostSettings } from '@archivesmp/service-kit';

/** Masked values are told apart by a keyed hash: without the key nobody can try passwords against it. */
export function secretHandling({
  drift,
  minio,
}: Pick<HostSettings, 'drift' | 'minio'>): Required<SecretHandling> {
  const key =
    drift.mask_key?.reveal() ??
    createHmac('sha256', minio.secret_key.reveal()).update('mask of findings').digest('hex');
  return { hash: (text) => createHmac('sha256', key).update(text).digest('hex') };
}
