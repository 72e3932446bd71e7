import { compareTexts } from '@archivesmp/contracts/text-order';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FoundInstance } from '@archivesmp/contracts/agent';
import { FOLDER_NAME, parseInstancesJson, parseKvp, type AmpRecord } from './amp-records.js';
import { derivedInstanceId } from './instance-id.js';
import { Jail } from './jail.js';
import { isServerFolder, detectPlatform } from '@archivesmp/fleet';
import { readWhole } from './read-file.js';
import { fileRefusalOf } from './refusal.js';

/** An instance together with where it lies on this disk. */
export interface LocalInstance extends FoundInstance {
  /** Absolute path of the instance folder. */
  readonly directory: string;
  /** Server folder relative to it (`Minecraft`); `''` when the instance folder is the server folder itself. */
  readonly serverFolder: string;
}

/** What a look at the data folder found, and what it could not read. */
export interface Discovery {
  readonly instances: LocalInstance[];
  /** What went wrong without hiding the instances that were found. */
  readonly warnings: string[];
}

const MARK_BYTES = 256 * 1024;

/**
 * Finds the instances of one host. `root` is AMP's data folder (with `instances.json` and `instances/`), or any folder
 * whose children are instances or server folders. Identity comes from instances.json; a folder it does not name gets an
 * id derived from host and folder and `identified: false`. AMP's own controller (module ADS) is no instance of ours.
 * @throws {Error} when the root cannot be listed, with the path and what to do
 */
export async function discoverInstances(host: string, root: string): Promise<Discovery> {
  const warnings: string[] = [];
  const base = await realpath(root).catch((error: unknown) => {
    const { state, reason } = fileRefusalOf(error);
    const why = state === 'vanished' ? 'there is no such folder' : reason;
    throw new Error(`${root}: ${why}; check instances_root in agent.yaml`);
  });
  const records = await readRecords(path.join(base, 'instances.json'), warnings);
  const nested = path.join(base, 'instances');
  const folder = (await isFolder(nested)) ? nested : base;
  const names = await childFolders(folder).catch((error: unknown) => {
    throw new Error(`${folder}: ${fileRefusalOf(error).reason}; the agent must run as the user that owns it`);
  });
  const byName = new Map(records.map((record) => [record.name, record]));
  const instances: LocalInstance[] = [];
  for (const name of new Set([...byName.keys(), ...names])) {
    const record = byName.get(name);
    if (record?.module === 'ADS') continue;
    const found = await describe(host, path.join(folder, name), name, record);
    if (found) instances.push(found);
  }
  return { instances: instances.sort((a, b) => compareTexts(a.folder, b.folder)), warnings };
}

async function readRecords(file: string, warnings: string[]): Promise<AmpRecord[]> {
  try {
    return parseInstancesJson(await readFile(file, 'utf8'));
  } catch (error) {
    const { state, reason } = fileRefusalOf(error);
    if (error instanceof SyntaxError)
      warnings.push(`${file} is not valid: its instances are known by folder only`);
    else if (state !== 'vanished')
      warnings.push(`${file}: ${reason}; its instances are known by folder only`);
    return [];
  }
}

async function describe(
  host: string,
  directory: string,
  folder: string,
  record: AmpRecord | undefined,
): Promise<LocalInstance | undefined> {
  const server = await inspect(directory);
  // A child of a plain folder that shows no sign of a server (docs, scripts) is no instance
  if (!record && !server.amp && server.platform === 'unknown') return undefined;
  if (!record && server.module === 'ADS') return undefined;
  return {
    instanceId: record?.instanceId ?? derivedInstanceId(host, folder),
    folder,
    name: record?.name ?? folder,
    friendlyName: record?.friendlyName ?? folder,
    platform: server.platform,
    identified: record !== undefined,
    directory,
    serverFolder: server.folder,
  };
}

interface Inspected {
  readonly folder: string;
  readonly platform: LocalInstance['platform'];
  readonly amp: boolean;
  readonly module: string;
}

async function inspect(directory: string): Promise<Inspected> {
  let seen: Inspected = { folder: 'Minecraft', platform: 'unknown', amp: false, module: '' };
  try {
    const jail = await Jail.ofFolder(directory);
    const top = await namesIn(jail, '');
    const module = parseKvp(await text(jail, 'AMPConfig.conf')).get('AMP.AppModule');
    seen = {
      ...seen,
      amp: top.has('AMPConfig.conf') || top.has('Minecraft'),
      module: module ?? (top.has('ADSModule.kvp') ? 'ADS' : ''),
    };
    const folder = await serverFolderOf(jail, top);
    seen = { ...seen, folder };
    const names = folder === '' ? top : await namesIn(jail, folder);
    const configYml = await text(jail, folder === '' ? 'config.yml' : `${folder}/config.yml`);
    const kvp = parseKvp(await text(jail, 'MinecraftModule.kvp'));
    return { ...seen, platform: detectPlatform(names, configYml, kvp.get('Minecraft.ServerType')) };
  } catch {
    // A folder that cannot be opened is still an instance when AMP owns it; reading it will say why
    return seen;
  }
}

/**
 * AMP knows it, whatever the files of the server hold: a Geyser is recognised by its config.yml only, and one with a broken file is
 * still where it was. Without AMP's word the marks of a server decide.
 */
async function serverFolderOf(jail: Jail, top: ReadonlySet<string>): Promise<string> {
  if (top.has('Minecraft')) return 'Minecraft';
  const folder = await folderFromAmp(jail);
  if (folder !== undefined && top.has(folder)) return folder;
  if (isServerFolder(top) || detectPlatform(top, await text(jail, 'config.yml')) === 'geyser') return '';
  for (const name of top) {
    if (!FOLDER_NAME.test(name)) continue;
    const names = await namesIn(jail, name).catch(() => new Set<string>());
    if (isServerFolder(names) || detectPlatform(names, await text(jail, `${name}/config.yml`)) === 'geyser')
      return name;
  }
  return '';
}

/** Where AMP keeps in its settings which folder of the instance is that of the server. */
const FOLDER_SETTINGS = [
  ['FileManagerPlugin.kvp', 'FileManager.BasePath'],
  ['GenericModule.kvp', 'App.RootDir'],
] as const;

/** A folder right below that of the instance; anything else (`./`, a path of several parts) says nothing. */
async function folderFromAmp(jail: Jail): Promise<string | undefined> {
  for (const [file, key] of FOLDER_SETTINGS) {
    const folder = parseKvp(await text(jail, file)).get(key) ?? '';
    const name = folder.replace(/^\.\//, '').replace(/\/$/, '');
    if (FOLDER_NAME.test(name)) return name;
  }
  return undefined;
}

async function namesIn(jail: Jail, folder: string): Promise<Set<string>> {
  const opened = await jail.openFolder(folder);
  try {
    return new Set((await opened.listEntries()).map((entry) => entry.name));
  } finally {
    await opened.close();
  }
}

const text = (jail: Jail, file: string): Promise<string> =>
  readWhole(jail, file, MARK_BYTES).then(
    (read) => read.bytes.toString('utf8'),
    () => '',
  );

async function childFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && FOLDER_NAME.test(entry.name))
    .map((entry) => entry.name);
}

const isFolder = (folder: string): Promise<boolean> =>
  stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
