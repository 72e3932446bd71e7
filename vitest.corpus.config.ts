import { defineConfig } from 'vitest/config';
import { chaiConfig, inlineWorkspace, sources } from './vitest.sources.js';

export default defineConfig({
  ...sources,
  test: {
    name: 'corpus',
    include: ['{libs,apps,tools}/**/*.corpus.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    chaiConfig,
    server: inlineWorkspace,
    reporters: ['default'],
  },
});
