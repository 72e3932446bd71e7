import type { PrivateServiceSettings } from '@archivesmp/private-services';
import { inject } from 'vitest';
import './global-setup.js';

/** Where the Redis, MariaDB and S3 of this run listen, for a test that needs no corner of its own. */
export const testServices = (): PrivateServiceSettings => inject('services');
