import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.longest-first.js';
import { inlineWorkspace, sources } from './vitest.sources.js';

export default defineConfig({
  ...sources,
  test: {
    name: 'int',
    include: ['{libs,apps,tools}/**/*.int.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['libs/testing/src/global-setup.ts'],
    setupFiles: ['libs/testing/src/answers/setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    server: inlineWorkspace,
    reporters: ['default'],
  },
});
