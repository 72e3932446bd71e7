import { describe, expect, it } from 'vitest';
import { requestOf } from './plan-on-hub.js';
import { changesOf, titleOf } from './change-request.js';

const edit = (path: unknown[], value: unknown, op = 'set') => [{ op, path, value }];

describe('--set and --unset', () => {
  it('name instances, file, key and value, each time anew', () => {
    const set = [
      'A01,B01',
      'CMI/config.yml',
      'ReSpawn.Enabled',
      'true',
      'A01',
      'CMI/lang/de.yml',
      '["a.b", 0]',
      'x',
    ];
    expect(changesOf({ set })).toEqual([
      {
        instances: ['A01', 'B01'],
        plugin: 'CMI',
        file: 'config.yml',
        edits: edit(['ReSpawn', 'Enabled'], true),
      },
      { instances: ['A01'], plugin: 'CMI', file: 'lang/de.yml', edits: edit(['a.b', 0], 'x') },
    ]);
    expect(changesOf({ unset: ['A01', 'CMI/config.yml', 'a'] })).toEqual([
      { instances: ['A01'], plugin: 'CMI', file: 'config.yml', edits: [{ op: 'unset', path: ['a'] }] },
    ]);
  });

  it.each([
    ['10', undefined, 10],
    ['1.5', undefined, 1.5],
    ['text', undefined, 'text'],
    ['~', undefined, null],
    ['10', 'string', '10'],
    ['{"a": [1, "b"]}', 'json', { a: [1, 'b'] }],
  ] as const)('the value %j of type %j is %j', (text, type, value) => {
    const [change] = changesOf({ set: ['A', 'CMI/a.yml', 'k', text], ...(type && { type }) });
    expect(change!.edits).toEqual(edit(['k'], value));
  });

  it('a properties file holds text only', () => {
    const [change] = changesOf({ set: ['A', '_server/server.properties', 'max-players', '60'] });
    expect(change).toMatchObject({ plugin: '_server', edits: edit(['max-players'], '60') });
  });

  it('--insert adds the keys', () => {
    expect(changesOf({ set: ['A', 'CMI/a.yml', 'k', '1'], insert: true })[0]!.edits).toEqual(
      edit(['k'], 1, 'insert'),
    );
  });

  it.each([
    [{ set: ['A', 'CMI/a.yml', 'k'] }, /--set takes INSTANCE .*there are 3/],
    [{ unset: ['A', 'CMI/a.yml'] }, /--unset takes/],
    [{ set: ['A', 'CMI', 'k', '1'] }, /CMI: name a file as PLUGIN\/FILE/],
    [{ set: [',', 'CMI/a.yml', 'k', '1'] }, /no instance is named/],
    [{ set: ['A', 'CMI/a.yml', '', '1'] }, /key path is empty/],
    [{ set: ['A', 'CMI/a.yml', 'k', 'x'], type: 'int' as const }, /"x" is no int/],
    [{ set: ['A', 'CMI/a.yml', 'k', '99999999999999999999'] }, /too large to be sent exactly/],
  ])('%j is refused', (flags, message) => expect(() => changesOf(flags)).toThrow(message));
});

describe('what a plan is asked for', () => {
  it('takes findings and changes together, under a title of their own', () => {
    const set = ['A01', 'CMI/config.yml', 'a.b', '1'];
    expect(requestOf({ finding: ['f1', 'f2'], set })).toEqual({
      title: 'a.b in CMI/config.yml on A01; 2 findings put right',
      findings: ['f1', 'f2'],
      changes: changesOf({ set }),
    });
    expect(requestOf({ finding: ['f1'], title: 'mine' })).toEqual({ title: 'mine', findings: ['f1'] });
  });

  it('takes instances that shall be as they should, and the files of plugins yet to come', () => {
    expect(requestOf({ desired: ['A01', 'B01'], plugin: ['CMI'], prepare: true })).toEqual({
      title: 'CMI on A01, B01 as it should be',
      desired: [{ instances: ['A01', 'B01'], plugins: ['CMI'] }],
      prepareMissingPlugins: true,
    });
    expect(requestOf({ desired: ['A01'], plugin: ['_server'] }).title).toBe(
      'server files on A01 as it should be',
    );
    expect(requestOf({ desired: ['A01'], asIs: true })).toMatchObject({ asIs: true });
    expect(requestOf({ desired: ['A01'] })).toEqual({
      title: 'everything on A01 as it should be',
      desired: [{ instances: ['A01'] }],
    });
    expect(() => requestOf({ finding: ['f1'], plugin: ['CMI'] })).toThrow(/--plugin goes with/);
  });

  it('is refused when it is nothing', () => expect(() => requestOf({})).toThrow(/nothing is asked for/));

  it('a title is never longer than the hub takes', () => {
    const instances = Array.from({ length: 100 }, (_, index) => `SMP${index}`);
    const title = titleOf({ changes: [{ instances, plugin: 'CMI', file: 'config.yml', remove: true }] });
    expect(title.length).toBe(200);
  });
});
