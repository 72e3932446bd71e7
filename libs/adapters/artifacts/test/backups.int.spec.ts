import { freshBucket } from '@archivesmp/testing';
import { backupsSuite } from './backups-suite.js';

backupsSuite(freshBucket);
