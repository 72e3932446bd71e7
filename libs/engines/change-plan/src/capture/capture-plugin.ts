import { platformsOfPlugin } from '@archivesmp/baseline';
import type { Platform } from '@archivesmp/contracts/vocabulary';
import { captureBaseline, type CaptureChoice, type CaptureInput } from '../capture-baseline.js';
import type { FileToCapture, StoredBaseline } from './file-to-capture.js';
import type { FilesToCapture } from './files-to-capture.js';
import { keysToLeaveOpen, type OpenKey } from './undescribed-parts.js';

/** One file as an instance has it, and as the baseline has it; left out: there is none yet. */
export interface FileContents {
  readonly file: string;
  readonly live: Uint8Array;
  readonly before?: StoredBaseline;
}

/** What a person decided about one value of one of the files. */
export interface FileDecision extends CaptureChoice {
  readonly file: string;
}

/** What capturing makes of the baseline of a plugin, and what it leaves unjudged. */
export interface CapturedPlugin {
  readonly files: readonly FileToCapture[];
  /** The plugin is to be marked as partly described. */
  readonly marksPartly: boolean;
  /** It is marked, or is to be. */
  readonly isPartly: boolean;
  /** Keys that the baseline will not have and that will not be judged. */
  readonly leavesOpen: readonly OpenKey[];
  readonly otherFiles: readonly string[];
  /** By deviations.yml the plugin is not compared with its baseline. */
  readonly isWithoutDesiredState: boolean;
  /** Where the plugin is missed when it is not installed; empty: unknown. */
  readonly expectedOn: readonly Platform[];
}

/**
 * Makes the baseline of a plugin what one instance has, file by file as `captureBaseline` says.
 * @param contents of the chosen files, in their order
 */
export function capturePlugin(
  input: Omit<CaptureInput, 'file' | 'live' | 'decisions'>,
  { others, isFirstPart }: FilesToCapture,
  contents: readonly FileContents[],
  decisions: readonly FileDecision[],
): CapturedPlugin {
  const { plugin, desired } = input;
  const { document } = desired;
  const files = contents.map(({ file, live, before }): FileToCapture => {
    const ofFile = decisions.filter((one) => one.file === file);
    const captured = captureBaseline({ ...input, file, live, decisions: ofFile });
    return { file, captured, ...(before && { before }) };
  });
  return {
    files,
    marksPartly: isFirstPart,
    isPartly: isFirstPart || document.partlyDescribed.has(plugin),
    leavesOpen: keysToLeaveOpen(plugin, files, document),
    otherFiles: others,
    isWithoutDesiredState: document.noDesiredState.has(plugin),
    expectedOn: platformsOfPlugin(plugin, desired),
  };
}
