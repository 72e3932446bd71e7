import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ampModuleOf } from './app-folder.js';
import { derivedUuid } from './derived-uuid.js';

/** A record of `instances.json` (LocalAMPInstance), as far as this panel uses it. */
export interface AmpInstanceRecord {
  InstanceID: string;
  TargetID: string;
  InstanceName: string;
  FriendlyName: string;
  Description: string;
  /** `ADS` for the controller itself, `Minecraft` for servers and proxies, else `GenericModule`. */
  Module: string;
  AMPVersion: string;
  ReleaseStream: number;
  ManagementMode: number;
  IP: string;
  Port: number;
  IsHTTPS: boolean;
  Daemon: boolean;
  DaemonAutostart: boolean;
  Suspended: boolean;
  IsContainerInstance: boolean;
  ContainerMemoryMB: number;
  Tags: string[];
  DeploymentArgs: Record<string, string>;
  DatastoreId: number;
}

/** The version that the simulated panels report. */
export const AMP_VERSION = '2.6.2.0';

/** A record with the usual values; ids come from the panel's and the instance's name. */
export function instanceRecord(
  panel: string,
  name: string,
  module: string,
  port: number,
  friendlyName = name,
): AmpInstanceRecord {
  const controller = module === 'ADS';
  return {
    InstanceID: derivedUuid('amp-simulator', panel, name),
    TargetID: derivedUuid('amp-simulator', panel, 'ADS01'),
    InstanceName: name,
    FriendlyName: friendlyName,
    Description: '',
    Module: module,
    AMPVersion: AMP_VERSION,
    ReleaseStream: 10,
    ManagementMode: controller ? 0 : 10,
    IP: controller ? '0.0.0.0' : '127.0.0.1',
    Port: port,
    IsHTTPS: false,
    Daemon: false,
    DaemonAutostart: true,
    Suspended: false,
    IsContainerInstance: false,
    ContainerMemoryMB: 0,
    Tags: [],
    DeploymentArgs: {},
    DatastoreId: 1,
  };
}

/**
 * The instances of a host, out of `<hostDir>/instances.json`; when that file is missing it is written from the folders
 * below `<hostDir>/instances`, with ids that are the same in every run.
 */
export async function readInstanceRecords(hostDir: string, panel: string): Promise<AmpInstanceRecord[]> {
  const file = path.join(hostDir, 'instances.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return parseRecords(text, file, panel);
  const folder = path.join(hostDir, 'instances');
  await mkdir(folder, { recursive: true });
  const records = [instanceRecord(panel, 'ADS01', 'ADS', 8080)];
  for (const name of (await readdir(folder)).sort()) {
    const dir = path.join(folder, name);
    if (name === 'ADS01' || (await stat(dir).catch(() => undefined))?.isDirectory() !== true) continue;
    records.push(instanceRecord(panel, name, ampModuleOf(dir), 8080 + records.length));
  }
  await writeFile(file, JSON.stringify(records, null, 2));
  return records;
}

function parseRecords(text: string, file: string, panel: string): AmpInstanceRecord[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new Error(`${file} is not a JSON array of instance records`);
  return parsed.map((entry: Partial<AmpInstanceRecord>, index) => {
    if (typeof entry.InstanceName !== 'string' || entry.InstanceName === '')
      throw new Error(`record ${index} of ${file} has no InstanceName`);
    const usual = instanceRecord(panel, entry.InstanceName, entry.Module ?? 'Minecraft', 8080 + index);
    return { ...usual, ...entry };
  });
}
