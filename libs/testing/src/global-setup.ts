import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  startPrivateServices,
  stopPrivateServices,
  type PrivateServiceSettings,
} from '@archivesmp/private-services';
import type { TestProject } from 'vitest/node';
import { AnswerCheck } from './answers/answer-check.js';
import { readNotes } from './answers/answer-notes.js';
import { committedDocument } from './answers/api-document.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Redis, MariaDB and S3 of this test run listen. */
    services: PrivateServiceSettings;
    /** Folder for what is noted of the answers of the API; empty while the documents are rewritten. */
    answers: string;
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
  const answers = mkdtempSync(path.join(os.tmpdir(), 'asmp-answers-'));
  const rewrites = project.config.snapshotOptions.updateSnapshot === 'all';
  project.provide('answers', rewrites ? '' : answers);
  return async () => {
    reportAnswers(answers);
    rmSync(answers, { recursive: true, force: true });
    await stopPrivateServices(stateDir);
    rmSync(stateDir, { recursive: true, force: true });
  };
}

/** How many answers were checked against the document, and which operations were not called. */
function reportAnswers(dir: string): void {
  const { counts } = readNotes(dir);
  if (counts.size === 0) return;
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const never = new AnswerCheck(committedDocument()).names.filter((name) => !counts.has(name));
  const rest = never.length === 0 ? '' : `; not asked in this run: ${never.length}`;
  console.log(`${total} answers of ${counts.size} operations were held to docs/openapi.json${rest}`);
}
