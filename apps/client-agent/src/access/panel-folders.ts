import type { AmpPanel, RemoteFiles } from '@archivesmp/amp';
import {
  NOTHING_THERE,
  NotAFile,
  targetParts,
  type AccessPromises,
  type FolderWriter,
  type TargetFolders,
} from '@archivesmp/instance-files';
import { panelPath } from './panel-names.js';

/**
 * What a file manager cannot promise: it can neither replace a file in one step nor force it to disk, it decides owner and
 * mode itself, and it may refuse other endings than those of the target.
 */
const BEHIND_A_PANEL: AccessPromises = {
  atomic: false,
  durable: false,
  preservesLikeness: false,
  preservesExtension: true,
};
/** How names begin that an order uses beside its targets. */
const OURS = '.archivesmp-';
/** States of a game server in which it holds no JAR open. */
const DOWN: ReadonlySet<string> = new Set(['stopped', 'failed', 'sleeping', 'suspended']);

/** Target folders behind the file manager of a panel. The folder of an instance is its UUID. */
export function panelFolders(panel: AmpPanel): TargetFolders {
  const filesOf = (instanceId: string): RemoteFiles => panel.instance(instanceId).files;
  return {
    promises: BEHIND_A_PANEL,
    async workInFolder(instanceId, relative, missing, work) {
      const parts = targetParts(relative).map(panelPath);
      const files = filesOf(instanceId);
      const folder = parts.slice(0, -1).join('/');
      let there = await firstMissing(files, folder);
      if (there !== undefined && missing === 'create') {
        await files.createFolder(folder);
        there = undefined;
      }
      if (there !== undefined) return work(NOTHING_THERE, parts.at(-1)!);
      return work(await panelWriter(files, folder), parts.at(-1)!);
    },
    async missingFolders(instanceId, relative) {
      const parts = targetParts(relative).slice(0, -1);
      const first = await firstMissing(filesOf(instanceId), parts.map(panelPath).join('/'));
      if (first === undefined) return [];
      const known = first.split('/').length - 1;
      return parts.slice(known).map((_, more) => parts.slice(0, known + more + 1).join('/'));
    },
    async inUse(instanceId) {
      return !DOWN.has((await panel.instance(instanceId).readPanelServerState()).state);
    },
  };
}

/** The outermost part of a folder that is not there. Looked up from above, because a refused listing does not tell why. */
async function firstMissing(files: RemoteFiles, folder: string): Promise<string | undefined> {
  if (folder === '') return undefined;
  let above = '';
  for (const part of folder.split('/')) {
    const entry = (await files.listFolder(above)).find((one) => one.name === part);
    const here = above === '' ? part : `${above}/${part}`;
    if (entry === undefined) return here;
    if (!entry.directory) throw new NotAFile();
    above = here;
  }
  return undefined;
}

/** A writer in one folder. It lists the folder once and keeps count of what it does itself. */
async function panelWriter(files: RemoteFiles, folder: string): Promise<FolderWriter> {
  const names = new Map((await files.listFolder(folder)).map((entry) => [entry.name, entry.directory]));
  const pathOf = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const move = async (from: string, to: string): Promise<void> => {
    await files.renameFile(pathOf(from), to);
    names.delete(from);
    names.set(to, false);
  };
  const remove = async (name: string): Promise<void> => {
    if (!names.has(name)) return;
    // An upload that a kill cut off leaves its name locked
    if (name.startsWith(OURS)) await files.releaseUpload(pathOf(name));
    await files.trashFile(pathOf(name));
    names.delete(name);
  };
  return {
    async writeFile(name, content) {
      if (names.has(name)) throw new Error('the name is in use');
      await files.createFile(pathOf(name), content);
      names.set(name, false);
    },
    setAside: move,
    // A name that is taken meanwhile is refused by the panel; setting aside has freed ours.
    exchangeFile: (fresh, name) => (fresh === undefined ? Promise.resolve() : move(fresh, name)),
    async renameFile(from, to) {
      await remove(to);
      await move(from, to);
    },
    unlinkFile: remove,
    async openContent(name) {
      const directory = names.get(name);
      if (directory === true) throw new NotAFile();
      return directory === undefined ? undefined : files.streamFile(pathOf(name));
    },
    makeFolder: async (name) => {
      if (!names.has(name)) await files.createFolder(pathOf(name));
      names.set(name, true);
    },
    async removeFolder(name) {
      if (names.get(name) !== true || (await files.listFolder(pathOf(name))).length > 0) return;
      await files.trashFolder(pathOf(name));
      names.delete(name);
    },
    syncFolder: () => Promise.resolve(),
  };
}
