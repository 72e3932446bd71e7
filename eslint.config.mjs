import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { archivesmp } from './tools/lint-rules/src/index.mjs';

/** Which layer may import which: docs/architecture.md, "Libraries and layers". There is no '*' on purpose. */
const LAYERS = {
  contracts: ['contracts'],
  foundation: ['contracts', 'foundation'],
  detector: ['contracts'],
  engine: ['contracts', 'detector', 'engine'],
  adapter: ['contracts', 'foundation', 'detector', 'engine'],
  kit: ['contracts', 'detector'],
  wiring: ['contracts', 'foundation', 'detector', 'engine', 'adapter', 'kit'],
  app: ['contracts', 'foundation', 'detector', 'engine', 'adapter', 'kit', 'wiring'],
  hub: ['contracts', 'foundation', 'kit', 'app'],
  client: [],
  cli: ['contracts', 'foundation', 'detector', 'engine', 'adapter', 'client'],
  testing: ['contracts', 'foundation', 'tool'],
  tool: ['contracts', 'foundation', 'detector', 'engine', 'adapter', 'tool'],
};

/** From the lowest to the highest: an engine imports those before it and none after. */
const ENGINES = [
  'config-text',
  'fleet',
  'baseline',
  'drift',
  'change-plan',
  'rollout',
  'retention',
  'legacy-import',
];

const VENDORS = [
  '@nestjs/*',
  'typeorm',
  'mysql2',
  'bullmq',
  'ioredis',
  'minio',
  'prom-client',
  'pino',
  'fastify',
];

const constraints = (extra) =>
  Object.entries(LAYERS).map(([layer, allowed]) => ({
    sourceTag: `layer:${layer}`,
    onlyDependOnLibsWithTags: [...new Set([...allowed, ...extra])].map((name) => `layer:${name}`),
    ...((layer === 'engine' || layer === 'detector' || layer === 'foundation') && {
      bannedExternalImports: VENDORS,
    }),
    ...((layer === 'cli' || layer === 'client') && { bannedExternalImports: VENDORS }),
    ...(layer === 'contracts' &&
      extra.length === 0 && {
        allowedExternalImports: [
          'class-validator',
          'class-transformer',
          '@nestjs/swagger',
          'reflect-metadata',
        ],
      }),
  }));

const engineOrder = (extra) =>
  ENGINES.map((name, at) => ({
    sourceTag: `engine:${name}`,
    onlyDependOnLibsWithTags: [
      ...['contracts', 'detector', ...extra].map((layer) => `layer:${layer}`),
      ...ENGINES.slice(0, at).map((lower) => `engine:${lower}`),
    ],
  }));

const boundaries = (extra = []) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allow: [],
    depConstraints: [...constraints(extra), ...engineOrder(extra)],
  },
];

const NEVER = [
  {
    selector: 'TSEnumDeclaration',
    message: 'Use a union or an `as const` list: enums do not survive type stripping.',
  },
  {
    selector: 'CallExpression[callee.name="forwardRef"]',
    message: 'forwardRef hides a cycle; move the shared noun down a layer.',
  },
];
/** What the pages use of the browser. */
const PAGE_GLOBALS =
  'document window location history navigator fetch URL URLSearchParams EventSource crypto setTimeout clearTimeout setInterval clearInterval localStorage sessionStorage Node Option FormData'.split(
    ' ',
  );
/** docs/adr/0020: what lasts is counted by the steady clock, deadlines by the work clock. */
const TIME_OF_DAY_AS_DEADLINE = {
  selector:
    'BinaryExpression[operator=/^[<>]=?$/] CallExpression[callee.object.name="Date"][callee.property.name="now"]',
  message:
    'The time of day may be set: count with steadyNow() of contracts/steady-clock, or by the work clock.',
};

/** Where what has a room of its own may be written down: in that room, and where it is another thing that only looks alike. */
const ROOMS = [
  [['libs/digests/src/**'], ['hash']],
  [['libs/contracts/src/uuid.ts'], ['uuid']],
  [['libs/bounded-work/src/**'], ['lanes']],
  // Each lane has a process of its own.
  [['tools/mutants/src/judge-mutants.ts'], ['lanes']],
  // Tests ask several times at once on purpose.
  [['**/test/**'], ['lanes']],
  // What AMP's panels and S3 prescribe.
  [['libs/adapters/amp/src/file-upload.ts', 'tools/amp-simulator/**', 'tools/s3-dev/**'], ['hash']],
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.archivesmp/**', '**/fixtures/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  prettier,
  {
    plugins: { '@nx': nx, archivesmp },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly' } },
    rules: {
      'no-undef': 'off',
      '@nx/enforce-module-boundaries': boundaries(),
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
      'archivesmp/file-name': 'error',
      'archivesmp/one-way-private': 'error',
      'archivesmp/one-room': 'error',
      'archivesmp/static-log-message': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...NEVER],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/*.ts'],
    // A migration has run under its name, and is never edited.
    ignores: ['libs/adapters/history/src/migrations/**'],
    rules: { 'archivesmp/retired-word': 'error' },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/**/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'archivesmp/plain-classes': 'error',
      'no-restricted-syntax': ['error', ...NEVER, TIME_OF_DAY_AS_DEADLINE],
    },
  },
  {
    files: ['libs/engines/**/*.ts', 'libs/contracts/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/test/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'Engines and contracts are pure: pass the bytes in.' }] },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Engines are pure: pass the value in.' },
        { name: 'fetch', message: 'Engines are pure: no I/O.' },
        { name: 'setTimeout', message: 'Engines are pure: no clock.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Engines have no clock: pass the time in.' },
        { object: 'Math', property: 'random', message: 'Engines are deterministic.' },
      ],
    },
  },
  {
    // Browsers use it as well.
    files: ['libs/api-client/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'The client runs in browsers too: web APIs only.' }] },
      ],
    },
  },
  {
    // No compiler looks at the pages: a name that nothing defines would only be found by whoever opens that page.
    files: ['apps/web-api/public/**/*.js'],
    languageOptions: { globals: Object.fromEntries(PAGE_GLOBALS.map((name) => [name, 'readonly'])) },
    rules: { 'no-undef': 'error' },
  },
  // Rooms of what has one (docs/adr/0112), and where another program prescribes it.
  ...ROOMS.map(([files, what]) => ({ files, rules: { 'archivesmp/one-room': ['error', what] } })),
  {
    files: ['**/*.generated.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['**/*.spec.ts', '**/test/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(['testing', 'tool', 'foundation']),
      'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // End-to-end tests make accounts and look into the history, which no program of theirs does.
    files: ['apps/hub/test/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(['testing', 'tool', 'foundation', 'adapter']) },
  },
);
