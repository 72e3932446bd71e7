import { describe, expect, it } from 'vitest';
import { inItsView, type EditRequest } from './in-its-view.js';
import { rootOfContent } from './meaning.js';

const requestFor = (path: string[], reading: Partial<EditRequest> = {}): EditRequest => ({
  kind: 'edit',
  instanceId: 'id',
  path: 'plugins/Kits/config.yml',
  plugin: 'Kits',
  because: 'asked for',
  format: 'yaml',
  edits: [{ op: 'set', path, value: 2 }],
  ...reading,
});
const seenBy = (text: string, request: EditRequest) => rootOfContent(new TextEncoder().encode(text), request);
const pathsOf = (request: EditRequest, text: string) =>
  inItsView(request, seenBy(text, request)).edits.map(({ path }) => path);

describe('a key that was written as one step', () => {
  it.each<[string, Partial<EditRequest>, string, string[]]>([
    [
      'of a file that Bukkit reads is two where its reader parts it',
      { view: 'bukkit' },
      'a: {b: 1}\n',
      ['a', 'b'],
    ],
    ['is parted at the separator of its plugin', { view: 'bukkit', separator: '/' }, 'a.b: 1\n', ['a.b']],
    ['stays one in a file that is read as it stands', {}, 'a.b: 1\n', ['a.b']],
  ])('%s', (_what, reading, text, path) => {
    expect(pathsOf(requestFor(['a.b'], reading), text)).toEqual([path]);
  });

  it('is kept with the rest of its request, each edit by itself', () => {
    const request = requestFor(['a.b'], { view: 'bukkit' });
    const both = { ...request, edits: [...request.edits, { op: 'unset', path: ['c'] } as const] };
    expect(inItsView(both, seenBy('a: {b: 1}\nc: 2\n', request))).toEqual({
      ...request,
      edits: [
        { op: 'set', path: ['a', 'b'], value: 2 },
        { op: 'unset', path: ['c'] },
      ],
    });
  });

  it('stays as it is where the file does not parse', () => {
    const request = requestFor(['a.b'], { view: 'bukkit' });
    expect(inItsView(request, seenBy('a: [\n', request))).toEqual(request);
  });
});
