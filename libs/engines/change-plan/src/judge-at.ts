import { pathInPlugin } from '@archivesmp/fleet';
import type { JudgeOf } from '@archivesmp/drift';
import type { SecretJudge } from '@archivesmp/secrets';

/** Who decides about the secrets of a file that a plan names by its path in the server folder. */
export const judgeAt = (
  judgeOf: JudgeOf,
  { plugin, path }: { readonly plugin: string; readonly path: string },
): SecretJudge => judgeOf(plugin, pathInPlugin(plugin, path));
