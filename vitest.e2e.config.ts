import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.longest-first.js';
import { chaiConfig, inlineWorkspace, sources } from './vitest.sources.js';

export default defineConfig({
  ...sources,
  test: {
    name: 'e2e',
    include: ['{libs,apps,tools}/**/*.e2e.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['libs/testing/src/global-setup.ts'],
    setupFiles: ['libs/testing/src/answers/setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Each has state folders and ports of its own, and waits for programs more than it works.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    chaiConfig,
    server: inlineWorkspace,
    reporters: ['default'],
  },
});
