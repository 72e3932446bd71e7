import { pathInView, type ConfigNode } from '@archivesmp/config-text';
import type { ExactChangeRequest } from './exact-change-request.js';

/** Edits of one file. */
export type EditRequest = ExactChangeRequest & { readonly kind: 'edit' };

/**
 * Key paths as the file's own reader has them, for every later use of them: `a.b` may have been written as one step.
 * `seen` is the file in that view; a request for a file that does not parse stays as it is.
 */
export function inItsView(request: EditRequest, seen: ConfigNode | undefined): EditRequest {
  if (seen === undefined) return request;
  return {
    ...request,
    edits: request.edits.map((edit) => ({ ...edit, path: pathInView(seen, edit.path, request) })),
  };
}
