import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.longest-first.js';
import { chaiConfig, inlineWorkspace, sources } from './vitest.sources.js';

export default defineConfig({
  ...sources,
  test: {
    name: 'int',
    include: ['{libs,apps,tools}/**/*.int.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['libs/testing/src/global-setup.ts'],
    setupFiles: ['libs/testing/src/answers/setup.ts'],
    // The tests wait for conditions; this only ends one that would hang for ever, also on a machine that is busy
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    chaiConfig,
    server: inlineWorkspace,
    reporters: ['default'],
  },
});
