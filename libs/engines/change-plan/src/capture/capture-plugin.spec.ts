import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { compileRules } from '@archivesmp/drift';
import type { FleetInstance } from '@archivesmp/fleet';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { describe, expect, it } from 'vitest';
import { capturePlugin, type FileDecision } from './capture-plugin.js';
import { capturedView, partsOfCapture } from './captured-view.js';
import { filesToCapture } from './files-to-capture.js';
import { describingAsOpen } from './undescribed-parts.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (content: Uint8Array): string => new TextDecoder().decode(content);
const DEV: FleetInstance = { name: 'DEV01', host: 'ovh', platform: 'paper', tags: ['dev'], aliases: [] };
const SECRETS = { judge: BY_NAME_AND_SHAPE, hash: () => 'abcdef' };

function desiredBy(baselines: Readonly<Record<string, string>>, deviations = '') {
  const { document, errors } = parseDeviations(bytes(deviations));
  if (document === undefined) throw new Error(JSON.stringify(errors));
  return compileDesiredState({
    baselines: Object.entries(baselines).map(([path, text]) => ({
      plugin: 'Kits',
      path,
      bytes: bytes(text),
    })),
    deviations: document,
    fleet: [DEV],
    now: '2026-01-01T00:00:00.000Z',
  });
}

const choose = (seen: readonly string[], { baselines = {}, deviations = '', named }: Partial<Choice> = {}) =>
  filesToCapture({
    plugin: 'Kits',
    seen,
    ...(named && { named }),
    desired: desiredBy(baselines, deviations),
  });
interface Choice {
  readonly baselines: Readonly<Record<string, string>>;
  readonly deviations: string;
  readonly named: readonly string[];
}

describe('which files of a plugin are captured', () => {
  it('all that the instance has where there is no baseline', () =>
    expect(choose(['a.yml', 'b.yml'])).toEqual({
      chosen: ['a.yml', 'b.yml'],
      unseen: [],
      others: [],
      isFirstPart: false,
    }));

  it('those that the baseline has where there is one; the others are named', () =>
    expect(choose(['a.yml', 'b.yml'], { baselines: { 'a.yml': 'x: 1\n', 'gone.yml': 'x: 1\n' } })).toEqual({
      chosen: ['a.yml'],
      unseen: [],
      others: ['b.yml'],
      isFirstPart: false,
    }));

  it('those that are named; of a plugin without a baseline the others are not judged', () => {
    const seen = ['a.yml', 'b.yml'];
    const named = { named: ['a.yml', 'c.yml'] };
    expect(choose(seen, named)).toEqual({
      chosen: ['a.yml', 'c.yml'],
      unseen: ['c.yml'],
      others: ['b.yml'],
      isFirstPart: true,
    });
    const marked = { ...named, deviations: 'partly_described: [Kits]\n' };
    expect(choose(seen, marked)).toMatchObject({ others: ['b.yml'], isFirstPart: false });
    const described = { ...named, baselines: { 'a.yml': 'x: 1\n' } };
    expect(choose(seen, described)).toMatchObject({ others: ['b.yml'], isFirstPart: false });
  });

  it('no data and nothing unmanaged, unless the baseline has it', () => {
    const deviations =
      'unmanaged: [Kits/own.yml]\ndata_files: [{file: Kits/saves.yml, reason: of players}]\n';
    const seen = ['a.yml', 'own.yml', 'saves.yml'];
    expect(choose(seen, { deviations })).toMatchObject({ chosen: ['a.yml'], others: [], isFirstPart: false });
    const baselines = { 'saves.yml': 'x: 1\n', 'own.yml': 'x: 1\n' };
    expect(choose(seen, { deviations, baselines })).toMatchObject({
      chosen: ['saves.yml'],
      others: ['a.yml'],
    });
  });
});

describe('a plugin that is captured', () => {
  const LIVE = { 'a.yml': 'speed: 7\nserver-name: DEV01\n', 'db.yml': 'password: hunter2\n' };

  function capture(
    decisions: readonly FileDecision[] = [],
    { baselines = {}, deviations = '' }: Partial<Choice> = {},
  ) {
    const desired = desiredBy(baselines, deviations);
    const rules = compileRules(desired.document);
    const choice = filesToCapture({
      plugin: 'Kits',
      seen: [...Object.keys(LIVE), 'warps.yml'],
      named: Object.keys(LIVE),
      desired,
    });
    const contents = Object.entries(LIVE).map(([file, live]) => {
      const before = baselines[file];
      const stored = before === undefined ? {} : { before: { content: bytes(before), revision: 'r1' } };
      return { file, live: bytes(live), ...stored };
    });
    const input = { desired, rules, instance: desired.fleet[0]!, plugin: 'Kits' };
    return capturePlugin(input, choice, contents, decisions);
  }

  it('says what it becomes, what needs a decision, and what will not be judged', () => {
    const captured = capture();
    expect(captured).toMatchObject({
      marksPartly: true,
      isPartly: true,
      leavesOpen: [{ file: 'a.yml', path: ['server-name'] }],
      otherFiles: ['warps.yml'],
      isWithoutDesiredState: false,
      expectedOn: [],
    });
    const views = captured.files.map((file) => capturedView(file, SECRETS));
    expect(views).toMatchObject([
      { file: 'a.yml', standing: 'new', undecided: [], diff: expect.stringContaining('+speed: 7') as string },
      { file: 'db.yml', standing: 'refused', undecided: [['password']] },
    ]);
    expect(JSON.stringify(views)).not.toContain('hunter2');
  });

  it('takes each decision for its own file', () => {
    const deviations =
      'variables: {DB_PASSWORD: {everywhere: x}}\nno_desired_state: [Kits]\npartly_described: [Kits]\nplugins: {Kits: {platforms: [paper]}}\n';
    const decisions = [
      { file: 'db.yml', path: ['password'], variable: 'DB_PASSWORD' },
      { file: 'a.yml', path: ['server-name'] },
    ];
    const captured = capture(decisions, { deviations });
    const texts = captured.files.map(({ captured: one }) =>
      one.state === 'captured' ? textOf(one.bytes) : one.reason,
    );
    expect(texts).toEqual([LIVE['a.yml'], 'password: "{{DB_PASSWORD}}"\n']);
    expect(captured).toMatchObject({
      marksPartly: false,
      isPartly: true,
      leavesOpen: [],
      isWithoutDesiredState: true,
      expectedOn: ['paper'],
    });
  });

  it('is told beside the baseline: the same, or changed; its parts move with every content', () => {
    const same = { baselines: { 'a.yml': 'speed: 7\nserver-name: lobby\n' } };
    const [file] = capture([], same).files;
    expect(capturedView(file!, SECRETS)).toMatchObject({ standing: 'same', revision: 'r1' });
    const changed = { baselines: { 'a.yml': 'speed: 5\nserver-name: lobby\n' } };
    const [other] = capture([], changed).files;
    expect(capturedView(other!, SECRETS)).toMatchObject({ standing: 'changed', revision: 'r1' });
    const parts = (of: Partial<Choice>): string =>
      partsOfCapture('Kits', 'DEV01', capture([], of).files)
        .map((part) => (typeof part === 'string' ? part : textOf(part)))
        .join('\n');
    expect(parts(same)).toBe(parts(same));
    expect(parts(same)).toBe(parts(changed));
    expect(parts({})).not.toBe(parts(same));
    expect(parts({})).toContain('["db.yml",null,"refused"]');
  });
});

describe('deviations.yml with what a capture leaves unjudged', () => {
  const PARTS = {
    plugin: 'Kits',
    instance: 'DEV01',
    isPartly: true,
    keys: [{ file: 'a.yml', path: ['x.y', 'z'] }],
  };

  it('names the plugin and each key, once, and keeps every other byte', () => {
    const before = '# ours\nunmanaged: [a]\n';
    const text = textOf(describingAsOpen(PARTS, bytes(before)));
    expect(text.startsWith(before)).toBe(true);
    const { document } = parseDeviations(bytes(text));
    expect([...document!.partlyDescribed]).toEqual(['Kits']);
    expect(document!.leftOpen).toMatchObject([
      { plugin: 'Kits', file: 'a.yml', reason: 'looks per server; left out when it was captured from DEV01' },
    ]);
    expect(textOf(describingAsOpen(PARTS, bytes(text), document))).toBe(text);
  });

  it('is as it was where nothing is left open', () =>
    expect(textOf(describingAsOpen({ ...PARTS, isPartly: false, keys: [] }, bytes('a: 1\n')))).toBe(
      'a: 1\n',
    ));
});
