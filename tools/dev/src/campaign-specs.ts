import { globSync, readFileSync } from 'node:fs';
import { CHECKOUT, inCheckout } from './checkout.js';
import { TEST_SECTIONS, type TestSection } from './test-sections.js';

/** Which of the configurations of Vitest runs a spec: the one that its ending names, else that of unit tests. */
const CONFIG_OF = /\.(int|e2e|corpus)\.spec\.ts$/;

/**
 * The sections of `./dev test full`: what a campaign needs to run (the build), then every spec whose size is that of a campaign
 * (it calls `campaignOf`), one section for each configuration of Vitest.
 * @param parts only specs whose path holds one of these; all when empty
 * @throws Error when there is no campaign of that name
 */
export function campaignSections(
  parts: readonly string[],
  specs: readonly string[] = specsWithCampaigns(),
): TestSection[] {
  const chosen = specs.filter((spec) => parts.length === 0 || parts.some((part) => spec.includes(part)));
  if (chosen.length === 0)
    throw new Error(`There is no campaign ${parts.join(', ')}; there are ${specs.join(', ')}.`);
  const byTier = Map.groupBy(chosen.toSorted(), (spec) => CONFIG_OF.exec(spec)?.[1] ?? 'unit');
  const build = TEST_SECTIONS.filter(({ name }) => name === 'build');
  return [
    ...build,
    ...[...byTier].map(([tier, only]) => ({
      name: tier,
      title: `Campaigns at full size: ${only.map(nameOf).join(', ')}`,
      kind: 'tests' as const,
      config: tier === 'unit' ? 'vitest.config.ts' : `vitest.${tier}.config.ts`,
      only,
    })),
  ];
}

const nameOf = (spec: string): string =>
  spec.slice(spec.lastIndexOf('/') + 1).replace(/(\.\w+)?\.spec\.ts$/, '');

function specsWithCampaigns(): string[] {
  return globSync('{libs,apps,tools}/**/*.spec.ts', {
    cwd: CHECKOUT,
    exclude: (name) => name === 'node_modules' || name === 'dist',
  }).filter(
    (spec) =>
      !spec.endsWith('/campaign.spec.ts') && readFileSync(inCheckout(spec), 'utf8').includes('campaignOf('),
  );
}
