import { defineConfig } from 'vitest/config';
import { inlineWorkspace, sources } from './vitest.sources.js';

export default defineConfig({
  ...sources,
  test: {
    name: 'e2e',
    include: ['{libs,apps,tools}/**/*.e2e.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['libs/testing/src/global-setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
    server: inlineWorkspace,
    reporters: ['default'],
  },
});
