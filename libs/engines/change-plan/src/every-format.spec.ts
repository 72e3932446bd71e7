import { sha256Hex } from '@archivesmp/digests';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { editConfig, type Edit, type PlainValue } from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { compareFile, compileRules, type Finding } from '@archivesmp/drift';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from './make-plan.js';
import { DEV_FIRST } from './waves.js';
import type { TargetFile } from './exact-change-request.js';
import { changeRequestsFromFindings } from './change-requests-from-findings.js';

type Format = Exclude<ConfigFormat, 'text'>;
type Tree = ReadonlyMap<string, PlainValue>;

const PATHS: Readonly<Record<Format, string>> = {
  yaml: 'config.yml',
  json: 'config.json',
  properties: 'a.properties',
  toml: 'a.toml',
  hocon: 'a.conf',
};
const INSTANCE: FleetInstance = { name: 'A01', host: 'h', platform: 'paper', tags: [], aliases: [] };
/** A file with these keys, written by our own edits. */
function fileOf(tree: Tree, format: Format): Uint8Array {
  const edits = [...tree].map(([key, value]): Edit => ({ op: 'insert', path: [key], value }));
  const empty = new TextEncoder().encode(format === 'json' ? '{\n}\n' : '');
  const result = editConfig(empty, format, edits);
  if (result.state === 'refused')
    throw new Error(`${format} ${JSON.stringify(result.edit)}: ${result.reason}`);
  return result.bytes;
}

function world(format: Format, wanted: Tree, deviations: string) {
  const path = PATHS[format];
  const bytes = fileOf(wanted, format);
  const { document, errors } = parseDeviations(new TextEncoder().encode(deviations));
  if (document === undefined) throw new Error(JSON.stringify(errors));
  const desired = compileDesiredState({
    baselines: [{ plugin: 'P', path, bytes, sha256: sha256Hex(bytes) }],
    deviations: document,
    fleet: [INSTANCE],
    now: '2026-01-01T00:00:00Z',
  });
  const expected = desired.plugins.get('P')!.get(path)!;
  const rules = compileRules(document);
  const judge = (now: Uint8Array): readonly Finding[] =>
    compareFile(
      expected,
      { plugin: 'P', path, state: 'readable', bytes: now },
      { instance: INSTANCE, rules, secrets: {} },
    ).findings.filter(({ status }) => status === 'drift');
  const putRight = (now: Uint8Array, chosen: readonly Finding[]) => {
    const file: TargetFile = { instanceId: 'id', path: `plugins/P/${path}`, state: 'present', bytes: now };
    const made = changeRequestsFromFindings({
      ...{
        instanceId: 'id',
        instance: INSTANCE,
        plugin: 'P',
        file: path,
        now: file,
        expected,
        rules,
        chosen,
      },
    });
    const { plan, contents } = makePlan({
      changeRequests: made.changeRequests,
      targets: [{ instanceId: 'id', ...INSTANCE, running: true, players: 0 }],
      files: [file],
      sha256: sha256Hex,
      judgeOf: () => BY_NAME_AND_SHAPE,
      needsRestart: () => true,
      waves: DEV_FIRST,
    });
    const after = plan.waves[0]?.instances[0]?.files[0]?.after;
    return {
      refused: plan.refusals.length + made.left.length > 0,
      content: after == null ? now : contents.get(after)!,
    };
  };
  return { bytes, judge, putRight };
}

const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('yes', '010', '', ' x', 'a: b', '# c', '§aHi', '${x', 'it\'s "q"'),
);
const scalar = fc.oneof(text, fc.integer({ min: -99, max: 99 }), fc.boolean());
const item = fc.record({ id: fc.integer({ min: 1, max: 5 }).map((id) => `id${id}`), v: scalar });
const named = fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 4 }).map((items) =>
  items.map(
    ({ id, v }): PlainValue =>
      new Map<string, PlainValue>([
        ['id', id],
        ['v', v],
      ]),
  ),
);
const key = fc.stringMatching(/^[a-k]{1,3}$/);
const section = fc
  .array(fc.tuple(key, scalar), { minLength: 1, maxLength: 3 })
  .map((entries): PlainValue => new Map(entries));
const value = fc.oneof<fc.Arbitrary<PlainValue>[]>(
  scalar,
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  section,
);

const treesOf = (format: Format): fc.Arbitrary<Tree> => {
  const flat = format === 'properties';
  const entries = fc.array(fc.tuple(key, flat ? text : value), { minLength: 1, maxLength: 5 });
  return fc
    .tuple(entries, named)
    .map(([rest, items]) => new Map<string, PlainValue>([...rest, ...(flat ? [] : [['l', items] as const])]));
};

/** Half of the one, the rest of the other: files that differ in some keys. */
const mixed = (one: Tree, other: Tree): Tree =>
  new Map([...other, ...[...one].filter((_, index) => index % 2 === 0)]);

const shuffled = (tree: Tree): Tree => new Map([...tree].reverse());

const LISTS = [
  '',
  'lists: [{key: l, keyed_by: id}]',
  'lists: [{key: l, keyed_by: id, order: matters}]',
  'lists: [{key: l, order: ignore}]',
];

describe.each(Object.keys(PATHS) as Format[])('%s', (format) => {
  it.each(LISTS)('a file with the same keys in another order never drifts (%j)', (lists) => {
    fc.assert(
      fc.property(treesOf(format), (tree) => {
        const { bytes, judge } = world(format, tree, lists);
        expect(judge(bytes)).toEqual([]);
        expect(judge(fileOf(shuffled(tree), format))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(LISTS)('what is planned for all findings and applied leaves no finding (%j)', (lists) => {
    const seen = { right: 0, refused: 0 };
    fc.assert(
      fc.property(treesOf(format), treesOf(format), (wanted, other) => {
        const { judge, putRight } = world(format, wanted, lists);
        const now = fileOf(mixed(wanted, other), format);
        const findings = judge(now);
        const { refused, content } = putRight(now, findings);
        if (findings.length > 0) seen[refused ? 'refused' : 'right']++;
        if (refused) return;
        // the order of items is looked at when all of them are there
        const rest = judge(content);
        if (lists.includes('matters')) expect(rest.filter(({ kind }) => kind !== 'list_order')).toEqual([]);
        else expect(rest).toEqual([]);
        const second = putRight(content, rest);
        if (!second.refused) expect(judge(second.content)).toEqual([]);
      }),
      { numRuns: 120 },
    );
    expect(seen.right).toBeGreaterThan(seen.refused * 5);
  });

  it('what two deviations say is written, compared and put right alike', () => {
    fc.assert(
      fc.property(treesOf(format), treesOf(format), scalar, (wanted, other, written) => {
        const name = [...wanted.keys()][0]!;
        const deviations = `documented: [{plugin: P, file: ${PATHS[format]}, path: [${JSON.stringify(name)}], for: "instance:A01", value: ${JSON.stringify(written)}}]`;
        const { judge, putRight } = world(format, wanted, deviations);
        const now = fileOf(mixed(wanted, other), format);
        const { refused, content } = putRight(now, judge(now));
        if (!refused) expect(judge(content)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
