import { globSync, readFileSync } from 'node:fs';
import { RADOSGW_PROGRAMS, type ServiceProgram } from '@archivesmp/private-services';
import { CHECKOUT, inCheckout } from './checkout.js';

/** One part of `./dev test`: a check that holds or not, or a run of Vitest with its own count of tests. */
export type TestSection =
  | { name: string; title: string; kind: 'check'; script: string; beside?: true }
  | { name: string; title: string; kind: 'tests'; config: string; only?: readonly string[] };

/** In the order in which they run: what is quick and tells most comes first. */
export const TEST_SECTIONS: readonly TestSection[] = [
  { name: 'build', title: 'Build', kind: 'check', script: 'build' },
  { name: 'cycles', title: 'No circular imports', kind: 'check', script: 'cycles', beside: true },
  { name: 'format', title: 'Formatting', kind: 'check', script: 'format:check', beside: true },
  { name: 'lint', title: 'Lint and layers', kind: 'check', script: 'lint', beside: true },
  { name: 'types', title: 'Types of tests', kind: 'check', script: 'types:test', beside: true },
  { name: 'unit', title: 'Unit tests and generated tables', kind: 'tests', config: 'vitest.config.ts' },
  {
    name: 'int',
    title: 'Integration tests',
    kind: 'tests',
    config: 'vitest.int.config.ts',
    only: ['--exclude', 'apps/hub/**'],
  },
  {
    name: 'product',
    title: 'The whole product, and what may happen to it',
    kind: 'tests',
    config: 'vitest.int.config.ts',
    // Each of its files waits more than it works, for programs of its own
    only: ['apps/hub', '--maxWorkers=4'],
  },
  { name: 'corpus', title: 'Tests on real configurations', kind: 'tests', config: 'vitest.corpus.config.ts' },
  { name: 'e2e', title: 'End-to-end tests', kind: 'tests', config: 'vitest.e2e.config.ts' },
];

/** What runs at the same time: neighbours that may, since each works on one core and writes nothing; all else alone. */
export function batchesOf(sections: readonly TestSection[]): TestSection[][] {
  const batches: TestSection[][] = [];
  let isOpen = false;
  for (const section of sections) {
    const mayBeside = section.kind === 'check' && section.beside === true;
    if (mayBeside && isOpen) batches.at(-1)!.push(section);
    else batches.push([section]);
    isOpen = mayBeside;
  }
  return batches;
}

/** Throws with the names that there are. */
export function chosenSections(names: readonly string[]): readonly TestSection[] {
  const unknown = names.filter((name) => !TEST_SECTIONS.some((section) => section.name === name));
  if (unknown.length > 0)
    throw new Error(
      `There is no section ${unknown.join(', ')}; there are ${TEST_SECTIONS.map(({ name }) => name).join(', ')}.`,
    );
  return names.length === 0 ? TEST_SECTIONS : TEST_SECTIONS.filter(({ name }) => names.includes(name));
}

/** Programs of the machine that these sections need. */
export function programsOf(sections: readonly TestSection[]): ServiceProgram[] {
  const names = new Set(sections.map(({ name }) => name));
  const servers: ServiceProgram[] = ['int', 'product', 'corpus', 'e2e'].some((name) => names.has(name))
    ? ['redis-server', 'mariadbd', 'openssl']
    : [];
  return names.has('e2e') && someSpecNeedsBrowser() ? [...servers, 'chromium'] : servers;
}

const OPTIONAL_PROGRAMS: Readonly<Record<string, readonly ServiceProgram[]>> = {
  unit: ['setfacl', 'setfattr', 'promtool'],
  int: [...RADOSGW_PROGRAMS],
  product: ['strace', 'faketime', 'promtool'],
  e2e: ['strace', 'faketime', ...RADOSGW_PROGRAMS],
};

/** Programs that make some tests of these sections possible; without them those are skipped with a notice. */
export function optionalProgramsOf(sections: readonly Pick<TestSection, 'name'>[]): ServiceProgram[] {
  return [...new Set(sections.flatMap(({ name }) => OPTIONAL_PROGRAMS[name] ?? []))];
}

function someSpecNeedsBrowser(): boolean {
  const specs = globSync('{libs,apps,tools}/**/*.e2e.spec.ts', {
    cwd: CHECKOUT,
    exclude: (name) => name === 'node_modules' || name === 'dist',
  });
  return specs.some((spec) => readFileSync(inCheckout(spec), 'utf8').includes('playwright'));
}
