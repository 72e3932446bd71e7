import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LOWEST_NODE, requireNode, whyNotNode } from './node-version.js';

describe('the version of Node', () => {
  it.each(['22.13.0', '22.13.1', '22.14.0', '23.0.0', '24.21.0', '100.0.0'])('%s will do', (version) => {
    expect(whyNotNode(version)).toBeUndefined();
  });

  it.each(['18.19.0', '20.20.2', '22.12.9', '9.99.99', '22.0.0'])(
    '%s is too old, in one sentence',
    (version) => {
      expect(whyNotNode(version)).toMatch(
        new RegExp(`^This needs Node ${LOWEST_NODE} .* with ${version};[^\\n]*\\.$`),
      );
    },
  );

  it.each([
    ['20.20.2', [expect.stringMatching(/^This needs Node .*\n$/), 1]],
    [LOWEST_NODE, []],
  ])('%s ends a program with the sentence, or not at all', (node, message) => {
    const seen: unknown[] = [];
    const note = (one: unknown): void => void seen.push(one);
    requireNode({ versions: { node }, stderr: { write: note }, exit: note });
    expect(seen).toEqual(message);
  });

  it('is the one that package.json names', () => {
    const { engines } = JSON.parse(
      readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
    ) as { engines: { node: string } };
    expect(`${engines.node}.0`).toBe(`>=${LOWEST_NODE}`);
  });
});
