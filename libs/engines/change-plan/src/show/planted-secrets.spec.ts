import { compileDesiredState, explain, NO_DEVIATIONS } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { compareInstance, findOutliers, judgeBeside, shownExplanation } from '@archivesmp/drift';
import { readConfig } from '@archivesmp/config-text';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { campaignOf } from '@archivesmp/testing/campaign';
import { plantedSecrets, type Planted } from '@archivesmp/testing/planted-secrets';
import { describe, expect, it } from 'vitest';
import { shownChange } from './shown-change.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const { seed } = campaignOf({ small: 1, full: 20 });
const judge = BY_NAME_AND_SHAPE;

/** How a key with its value is written in each format, alone and in other places of a file. */
const WRITTEN: readonly {
  readonly how: string;
  readonly file: string;
  readonly format: ConfigFormat;
  readonly write: (one: Planted) => string;
}[] = [
  {
    how: 'YAML',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `"${key}": ${JSON.stringify(value)}`,
  },
  {
    how: 'YAML without quotes',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `"${key}": ${plain(value)}`,
  },
  {
    how: 'a comment of YAML',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `# ${key}: ${value}`,
  },
  {
    how: 'a comment behind a value of YAML',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `colour: red # ${key}: ${value}`,
  },
  {
    how: 'a block of YAML',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `"${key}": |\n  ${value}`,
  },
  {
    how: 'a list of YAML',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `"${key}":\n  - ${JSON.stringify(value)}`,
  },
  {
    how: 'a map of YAML',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `"m": {"${key}": ${JSON.stringify(value)}}`,
  },
  {
    how: 'a name beside its value in YAML',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `m:\n  name: ${JSON.stringify(key)}\n  value: ${JSON.stringify(value)}`,
  },
  {
    how: 'a list of names and values in YAML',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) =>
      `env:\n  - {name: port, value: 1}\n  - {value: ${JSON.stringify(value)}, name: ${JSON.stringify(key)}}`,
  },
  {
    how: 'a name beside its value in JSON',
    file: 'c.json',
    format: 'json',
    write: ({ key, value }) => JSON.stringify({ x: 1, env: [{ key, value }] }),
  },
  {
    how: 'overridden in YAML',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `"${key}": ${JSON.stringify(value)}\n"${key}": ""`,
  },
  {
    how: 'YAML that is broken',
    file: 'c.yml',
    format: 'yaml',
    write: ({ key, value }) => `${key}: ${value}\n\t: [`,
  },
  {
    how: 'properties',
    file: 'c.properties',
    format: 'properties',
    write: ({ key, value }) => `${key.replaceAll(/[ :=]/g, '-')}=${value}`,
  },
  {
    how: 'a comment of properties',
    file: 'c.properties',
    format: 'properties',
    write: ({ key, value }) => `#${key}=${value}`,
  },
  {
    how: 'JSON',
    file: 'c.json',
    format: 'json',
    write: ({ key, value }) => `{"x": 1, ${JSON.stringify(key)}: ${JSON.stringify(value)}}`,
  },
  {
    how: 'HOCON',
    file: 'c.conf',
    format: 'hocon',
    write: ({ key, value }) => `"${key}" = ${JSON.stringify(value)}`,
  },
  {
    how: 'TOML',
    file: 'c.toml',
    format: 'toml',
    write: ({ key, value }) => `"${key}" = ${JSON.stringify(value)}`,
  },
  {
    how: 'a comment of TOML',
    file: 'c.toml',
    format: 'toml',
    write: ({ key, value }) => `# ${key} = ${value}`,
  },
  {
    how: 'XML',
    file: 'c.xml',
    format: 'text',
    write: ({ key, value }) => `<c>\n  <${element(key)}>${value}</${element(key)}>\n</c>`,
  },
  {
    how: 'an attribute of XML',
    file: 'c.xml',
    format: 'text',
    write: ({ key, value }) => `<c ${element(key)}="${value}"/>`,
  },
  { how: 'plain text', file: 'c.txt', format: 'text', write: ({ key, value }) => `the ${key}: ${value}` },
];

const element = (key: string): string => key.replaceAll(/[^\p{L}\d._-]/gu, '-');
const plain = (value: string): string => (/^[$%&*@{[!|>]|: |:$/.test(value) ? JSON.stringify(value) : value);

const INSTANCE: FleetInstance = { name: 'A01', host: 'ovh', platform: 'paper', tags: [] };

/** Everything that people are shown of a file before and after a change of it. */
function everythingShown(file: string, format: ConfigFormat, before: string, after: string): string {
  const change = {
    path: `plugins/P/${file}`,
    plugin: 'P',
    kind: 'config',
    before: 'a',
    after: 'b',
    keys: [],
    format,
  };
  const hash = (): string => '0'.repeat(64);
  const sides = { before: bytes(before), after: bytes(after) };
  const shown = [
    shownChange(change as never, sides, { judge, hash }),
    shownChange({ ...change, before: null } as never, { after: sides.after }, { judge, hash }),
    shownChange({ ...change, after: null } as never, { before: sides.before }, { judge, hash }),
  ];
  const desired = compileDesiredState({
    baselines: [{ plugin: 'P', path: file, bytes: sides.before, sha256: 'x' }],
    deviations: NO_DEVIATIONS,
    fleet: [INSTANCE],
    now: '2026-01-01',
  } as never);
  const seen = { plugin: 'P', path: file, state: 'readable', bytes: sides.after, sha256: 'y' } as const;
  const compared = compareInstance({
    desired,
    instance: INSTANCE,
    observation: { plugins: ['P'], files: [seen] } as never,
  });
  const reading = readConfig(sides.before, format);
  const reread = readConfig(sides.after, format);
  const roots =
    format !== 'text' && reading.state === 'ok' && reread.state === 'ok'
      ? [reading.root, reading.root, reading.root, reread.root]
      : [];
  const fleet = roots.map((root, index) => ({ instance: `I${index}`, host: 'h', root }));
  const outliers =
    fleet.length === 0 ? [] : findOutliers({ plugin: 'P', file }, fleet, { secrets: { judge } });
  const beside = judgeBeside(judge, [reading.state === 'ok' ? reading.root : undefined]);
  const paths = compared.findings.map(({ path }) => path);
  const explained = paths
    .filter((path) => path.length > 0)
    .map((path) => shownExplanation(explain(desired, { plugin: 'P', file, key: path }, INSTANCE), beside));
  return JSON.stringify([shown, compared, outliers, explained]);
}

describe('a planted secret', () => {
  const now = plantedSecrets(`now ${seed}`);
  const then = plantedSecrets(`then ${seed}`);

  it.each(WRITTEN.map((one) => [one.how, one] as const))(
    'in %s is shown nowhere, whatever happens to it',
    (_, { file, format, write }) => {
      const seen: string[] = [];
      for (const [index, one] of now.entries()) {
        const old = then[index]!;
        const texts = [
          ['changed', `x: 1\n${write(old)}\n`, `x: 1\n${write(one)}\n`],
          ['added', 'x: 1\n', `x: 1\n${write(one)}\n`],
          ['removed', `x: 1\n${write(one)}\n`, 'x: 1\n'],
          ['beside a change', `${write(one)}\ny: 1\n`, `${write(one)}\ny: 2\n`],
        ].map((texts) =>
          format === 'json' ? texts.map((text) => text.replace(/^x: 1\n|\ny: \d\n/g, '')) : texts,
        );
        for (const [what, before, after] of texts) {
          const output = everythingShown(file, format, before!, after!);
          for (const { kind, canary } of [one, old])
            if (output.includes(canary)) seen.push(`${kind}, ${what}`);
        }
      }
      expect([...new Set(seen)]).toEqual([]);
    },
  );

  it('that changes is told to change, and one that stays is not', () => {
    for (const [index, one] of now.entries()) {
      const sides = {
        before: bytes(`k: 1\n"${one.key}": ${JSON.stringify(then[index]!.value)}\n`),
        after: bytes(`k: 1\n"${one.key}": ${JSON.stringify(one.value)}\n`),
      };
      const change = {
        path: 'plugins/P/c.yml',
        plugin: 'P',
        kind: 'config',
        before: 'a',
        after: 'b',
        keys: [],
        format: 'yaml',
      };
      const shownOf = (contents: object) =>
        shownChange(change as never, contents, { judge, hash: (text) => text });
      expect(shownOf(sides).hiddenChanges, one.kind).toBe(true);
      expect(
        shownOf({
          before: sides.before,
          after: bytes(new TextDecoder().decode(sides.before).replace('k: 1', 'k: 2')),
        }).hiddenChanges,
      ).toBe(false);
    }
  });
});
