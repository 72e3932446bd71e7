import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Spec files that take the longest, as measured on two idle cores. They begin first: on a machine that has not run them yet the order
 * would be by size, and one that begins last would keep everybody waiting.
 */
const LONGEST = [
  'deployments-under-faults',
  'steered-deployments',
  'server-power',
  'two-hubs',
  'unkind-servers',
  'scan-fleet',
  'kill-in-mid-scan',
  'agent-killed',
  'asmp-on-hub',
  'change-fleet',
  'clock-steps',
  'apps/client-agent/test/agent.int',
  'host-access',
  'tidy-history',
  'dev-life',
  'killed-at-every-call',
  'change-pages',
  'demo-fleet.e2e',
];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = LONGEST.findIndex((name) => moduleId.includes(name));
  return rank === -1 ? LONGEST.length : rank;
};

/** The order of test files: the longest first, then as Vitest has it. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => rankOf(one) - rankOf(other));
  }
}
