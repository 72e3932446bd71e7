import { pathInView, readConfig, treeInView } from '@archivesmp/config-text';
import type { Wish } from './wish.js';

/** Edits of one file. */
export type EditWish = Wish & { readonly kind: 'edit' };

/** Key paths as the file's own reader has them, for whoever looks at them later: somebody may have written `a.b` as one step. */
export function inItsView(wish: EditWish, bytes: Uint8Array | undefined): EditWish {
  const reading = bytes === undefined ? undefined : readConfig(bytes, wish.format);
  if (reading?.state !== 'ok') return wish;
  const seen = treeInView(reading.root, wish);
  return { ...wish, edits: wish.edits.map((edit) => ({ ...edit, path: pathInView(seen, edit.path, wish) })) };
}
