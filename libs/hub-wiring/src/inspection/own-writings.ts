import { Problem } from '@archivesmp/contracts/problem';
import type { History } from '@archivesmp/history';

/** What one deployment made of a file; null = no file. */
interface OwnWriting {
  readonly deploymentId: string;
  readonly before: Buffer | null;
  readonly after: Buffer | null;
}

/**
 * What our deployments made of a file after a time, with the contents, newest first. It ends where a content is no longer kept: of what
 * was before, nothing can be said.
 * @param read a content by its sha256
 * @throws Problem of MariaDB or S3
 */
export async function ownWritings(
  file: { readonly instanceId: string; readonly path: string },
  since: Date,
  {
    orders,
    read,
  }: {
    readonly orders: Pick<History['orders'], 'listFileVersionsAfter'>;
    readonly read: (sha256: string) => Promise<Buffer>;
  },
): Promise<OwnWriting[]> {
  const writings: OwnWriting[] = [];
  const contentOf = async (sha256: string | null): Promise<Buffer | null> =>
    sha256 === null ? null : read(sha256);
  try {
    for (const { deploymentId, before, after } of await orders.listFileVersionsAfter(file, since))
      writings.push({ deploymentId, before: await contentOf(before), after: await contentOf(after) });
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'resource.not-found') throw error;
  }
  return writings;
}
