import { keyedHashHex } from '@archivesmp/digests';
import type { SecretHandling } from '@archivesmp/drift';
import type { HostSettings } from '@archivesmp/service-kit';

/** Masked values are distinguished by a keyed hash: without the key passwords cannot be tried against it. */
export function secretHandling({
  drift,
  minio,
}: Pick<HostSettings, 'drift' | 'minio'>): Required<SecretHandling> {
  const key = drift.mask_key?.reveal() ?? keyedHashHex(minio.secret_key.reveal(), 'mask of findings');
  return { hash: (text) => keyedHashHex(key, text) };
}
