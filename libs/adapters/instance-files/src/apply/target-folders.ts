import type { FolderWriter } from './folder-writer.js';

/** What a way to the files cannot do as well as a local disk; said with every order that went this way. */
export interface AccessPromises {
  /** A reader sees the old or the new file at every moment, never none. */
  readonly atomic: boolean;
  /** What was confirmed survives a power cut. */
  readonly durable: boolean;
  /** Mode, owner, access list and attributes of a replaced file stay. */
  readonly preservesLikeness: boolean;
  /** Names beside the target must end as the target does, because the other side refuses other endings. */
  readonly preservesExtension: boolean;
}

/** A way to the files of instances: the local disk, or the file manager of a panel. */
export interface TargetFolders {
  readonly promises: AccessPromises;
  /**
   * Runs `work` with a writer in the folder of `relative` and the last part of its path. With `create`, missing folders are made.
   * A missing folder without `create` reads as a folder in which nothing exists.
   * @param instanceFolder where the server folder is, in the words of this access
   */
  workInFolder<T>(
    instanceFolder: string,
    relative: string,
    missing: 'create' | undefined,
    work: (writer: FolderWriter, name: string) => Promise<T>,
  ): Promise<T>;
  /** The folders on the way to `relative` that do not exist yet, outermost first. */
  missingFolders(instanceFolder: string, relative: string): Promise<string[]>;
  /** Whether the running server holds this file open. */
  inUse(instanceFolder: string, relative: string): Promise<boolean>;
}

const nowhere = (): never => {
  throw new Error('the folder does not exist');
};

/** A folder that does not exist: there is nothing to read in it, and nothing to remove. */
export const NOTHING_THERE: FolderWriter = {
  writeFile: nowhere,
  setAside: nowhere,
  exchangeFile: nowhere,
  renameFile: nowhere,
  unlinkFile: () => Promise.resolve(),
  openContent: () => Promise.resolve(undefined),
  makeFolder: nowhere,
  removeFolder: () => Promise.resolve(),
  syncFolder: () => Promise.resolve(),
};
