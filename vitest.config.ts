import { defineConfig } from 'vitest/config';
import { chaiConfig, inlineWorkspace, sources } from './vitest.sources.js';

export default defineConfig({
  ...sources,
  test: {
    name: 'unit',
    include: ['{libs,apps,tools}/**/*.spec.ts'],
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      '**/*.int.spec.ts',
      '**/*.e2e.spec.ts',
      '**/*.corpus.spec.ts',
    ],
    testTimeout: 60_000,
    // More than cores: some tests wait for processes and sockets.
    maxWorkers: 3,
    // Unit tests keep nothing in module variables, so that the files of a worker may share what they import.
    isolate: false,
    chaiConfig,
    server: inlineWorkspace,
    reporters: ['default'],
  },
});
