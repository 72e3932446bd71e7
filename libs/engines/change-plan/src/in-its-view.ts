import { pathInView, type ConfigNode } from '@archivesmp/config-text';
import type { Wish } from './wish.js';

/** Edits of one file. */
export type EditWish = Wish & { readonly kind: 'edit' };

/**
 * Key paths as the file's own reader has them, for whoever looks at them later: somebody may have written `a.b` as one step.
 * `seen` is the file in that view; a wish for a file that does not parse stays as it is.
 */
export function inItsView(wish: EditWish, seen: ConfigNode | undefined): EditWish {
  if (seen === undefined) return wish;
  return { ...wish, edits: wish.edits.map((edit) => ({ ...edit, path: pathInView(seen, edit.path, wish) })) };
}
