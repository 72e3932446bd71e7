import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';

/** The buckets of the product: baselines and snapshots, backups, reference data, JARs by sha256, plans. */
export const BUCKETS = [CONFIGS_BUCKET, 'backups', 'reference-data', 'jars', 'plans'] as const;
export type BucketName = (typeof BUCKETS)[number];
