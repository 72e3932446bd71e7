import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  startPrivateServices,
  stopPrivateServices,
  type PrivateServiceSettings,
} from '@archivesmp/private-services';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Redis, MariaDB and S3 of this test run listen. */
    services: PrivateServiceSettings;
  }
}

/** Test files that may each have a numbered Redis database of their own. */
const REDIS_DATABASES = 4_096;

/**
 * Vitest global set-up of the integration tests: one private Redis, MariaDB and S3 for the whole run,
 * in a temporary folder and on free ports, ended and deleted with the run.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'asmp-test-'));
  const services = await startPrivateServices({ stateDir, durable: false, redisDatabases: REDIS_DATABASES });
  project.provide('services', services);
  return async () => {
    await stopPrivateServices(stateDir);
    rmSync(stateDir, { recursive: true, force: true });
  };
}
