import { nodeAt } from '@archivesmp/baseline';
import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { sameBytes } from '@archivesmp/drift';
import { isSame, rootOfContent } from './meaning.js';
import type { FileChange } from './plan.js';

/** A content of a file; null = the file is not there. */
export type Content = Uint8Array | null;

/** What a deployment of ours made of a file, as our own record says. */
export interface OwnWriting {
  readonly deploymentId: string;
  readonly before: Content;
  readonly after: Content;
}

export const same = (left: Content, right: Content): boolean =>
  left === null || right === null ? left === right : sameBytes(left, right);

/** The deployment whose bytes a file holds; undefined = of no deployment, or unknown. @param written newest first */
export function whoWrote(found: Content, written: readonly OwnWriting[]): string | undefined {
  const [last] = written;
  return last !== undefined && same(last.after, found) ? nameOf(last) : undefined;
}

/** The same for the value of one key: who gave it last. A server may have rewritten the rest since. */
export function whoSet(
  key: KeyPath,
  value: ConfigNode | undefined,
  written: readonly OwnWriting[],
  reading: Pick<FileChange, 'path' | 'format' | 'view' | 'separator'>,
): string | undefined {
  const valueIn = (content: Content): ConfigNode | undefined => {
    const root = content === null ? undefined : rootOfContent(content, reading);
    return root && nodeAt(root, key);
  };
  const last = written.find(({ before, after }) => !isSame(valueIn(before), valueIn(after)));
  return last !== undefined && isSame(valueIn(last.after), value) ? nameOf(last) : undefined;
}

const nameOf = ({ deploymentId }: OwnWriting): string => `deployment ${deploymentId}`;
