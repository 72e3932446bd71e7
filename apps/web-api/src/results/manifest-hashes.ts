import type { InstanceManifest } from '@archivesmp/contracts/agent';
import { hasKnownBytes } from '@archivesmp/contracts/vocabulary';

/** The contents a manifest speaks of, each once. */
export const hashesOf = ({ files }: InstanceManifest): string[] => [
  ...new Set(
    files.flatMap(({ state, sha256 }) => (hasKnownBytes(state) && sha256 !== undefined ? [sha256] : [])),
  ),
];
