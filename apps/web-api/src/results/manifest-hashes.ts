import type { InstanceManifest } from '@archivesmp/contracts/agent';

/** The contents a manifest speaks of, each once. */
export const hashesOf = ({ files }: InstanceManifest): string[] => [
  ...new Set(
    files.flatMap(({ state, sha256 }) => (state === 'readable' && sha256 !== undefined ? [sha256] : [])),
  ),
];
