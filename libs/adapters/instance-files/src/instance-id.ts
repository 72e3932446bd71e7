import { uuidOfName } from '@archivesmp/digests';

/** Our own name space for UUIDs of instances that AMP has not named. Never change it: it is identity. */
const NAMESPACE = Buffer.from('6f1a6b1c5f0d4a5e9a3ce7d1b2f4c860', 'hex');

/** An id for a folder that AMP has not named: the same folder on the same host always gets the same. */
export const derivedInstanceId = (host: string, folder: string): string =>
  uuidOfName(NAMESPACE, `${host}/${folder}`);
