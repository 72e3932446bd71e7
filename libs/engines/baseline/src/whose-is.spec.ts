import { expect, it } from 'vitest';
import { whoseIs, type SavedLast, type StoredThere, type Whose } from './whose-is.js';

const SAVED: SavedLast = { revision: 'r1', sha256: 'a' };
const GONE: SavedLast = {};
const stored = (revision: string, sha256?: string): StoredThere => ({ revision, ...(sha256 && { sha256 }) });

it.each<[string, StoredThere | undefined, SavedLast | undefined, SavedLast | undefined, Whose]>([
  ['nothing, and nothing was ever saved', undefined, undefined, undefined, 'ours'],
  ['nothing, and it was deleted', undefined, GONE, undefined, 'ours'],
  ['nothing, although it was saved', undefined, SAVED, undefined, 'gone'],
  ['nothing, while a deletion was under way', undefined, SAVED, {}, 'begun'],
  ['nothing, while another content was to be saved', undefined, SAVED, { sha256: 'b' }, 'gone'],
  ['nothing, while the first content was to be saved', undefined, undefined, { sha256: 'b' }, 'ours'],
  ['the revision that was saved', stored('r1'), SAVED, undefined, 'ours'],
  ['the revision that was saved with another content', stored('r1', 'x'), SAVED, undefined, 'altered'],
  ['another revision', stored('r2'), SAVED, undefined, 'unread'],
  ['another revision of the same content', stored('r2', 'a'), SAVED, undefined, 'ours'],
  ['another content', stored('r2', 'x'), SAVED, undefined, 'altered'],
  ['the content that was to be saved', stored('r2', 'b'), SAVED, { sha256: 'b' }, 'begun'],
  ['a third content', stored('r2', 'x'), SAVED, { sha256: 'b' }, 'altered'],
  ['the old content, while it was to be deleted', stored('r1', 'a'), SAVED, {}, 'ours'],
  ['something where nothing was saved', stored('r1'), undefined, undefined, 'unknown'],
  ['something where it was deleted', stored('r1'), GONE, undefined, 'unknown'],
  ['something where a first content was to be saved', stored('r1'), undefined, { sha256: 'b' }, 'unread'],
  ['the first content that was to be saved', stored('r1', 'b'), undefined, { sha256: 'b' }, 'begun'],
  ['another one than the first that was to be saved', stored('r1', 'x'), GONE, { sha256: 'b' }, 'unknown'],
])('%s', (_, there, saved, begun, whose) => {
  expect(whoseIs(there, saved, begun)).toBe(whose);
});
