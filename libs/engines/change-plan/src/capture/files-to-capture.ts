import type { DesiredState } from '@archivesmp/baseline';

/** A plugin of which files are to be captured from one instance. */
export interface CaptureRequest {
  readonly plugin: string;
  /** What the instance has of the plugin and could be read, in the order in which it is to be captured. */
  readonly seen: readonly string[];
  /** Files that were named; left out: those that the baseline has, or all where there is none yet. */
  readonly named?: readonly string[];
  readonly desired: Pick<DesiredState, 'plugins' | 'document' | 'isUnmanaged' | 'isData'>;
}

/** Which files a capture takes, and what that leaves. */
export interface FilesToCapture {
  readonly chosen: readonly string[];
  /** Named, and not seen on the instance. */
  readonly unseen: readonly string[];
  /** What the instance has of the plugin besides. */
  readonly others: readonly string[];
  /**
   * This is the first of the plugin that is described, and only some of its files are: what stays outside is then not judged,
   * such as the warps and kits of each server.
   */
  readonly isFirstPart: boolean;
}

/** Decides which files of a plugin are captured. Data and unmanaged files are taken only where they are named or have a baseline. */
export function filesToCapture({ plugin, seen, named, desired }: CaptureRequest): FilesToCapture {
  const { plugins, document, isUnmanaged, isData } = desired;
  const known = plugins.get(plugin);
  const possible = seen.filter(
    (file) =>
      !isUnmanaged(`${plugin}/${file}`) && (known?.has(file) === true || !isData(`${plugin}/${file}`)),
  );
  const standard = known === undefined ? possible : possible.filter((file) => known.has(file));
  const chosen = named ?? standard;
  const isDescribed = known !== undefined || document.partlyDescribed.has(plugin);
  return {
    chosen,
    unseen: chosen.filter((file) => !seen.includes(file)),
    others: possible.filter((file) => !chosen.includes(file)),
    isFirstPart: !isDescribed && possible.some((file) => !chosen.includes(file)),
  };
}
