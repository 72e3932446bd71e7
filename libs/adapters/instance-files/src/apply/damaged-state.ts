import { copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { DamagedStateFile } from '@archivesmp/contracts/agent-state';
import { ApplyError, failureOf, type ApplyOutcome } from './apply-order.js';
import { syncFile, syncFolder } from './durable-file.js';

/** The command that mends what is damaged here. */
export const REPAIR_COMMAND = 'asmp host repair';

/** Why the agent does not guess, and what it goes on with. */
const WORDS: Readonly<Record<DamagedStateFile['kind'], (stateFile: DamagedStateFile) => string>> = {
  // A lower number than before would let an old order through
  fence: () =>
    'should hold the number of the newest order and holds none, so no order of this instance is carried out',
  outcome: ({ orderId }) =>
    `should hold how order ${orderId ?? '?'} ended and cannot be read, so its outcome cannot be reported; other orders go on`,
  journal: ({ orderId, instanceId }) =>
    `should hold what order ${orderId ?? '?'} was changing and cannot be read, so it can be neither finished nor undone; ` +
    (instanceId === undefined
      ? 'of which instance is not known, and orders go on'
      : `no other order of instance ${instanceId} is carried out`),
  'made-folders': () =>
    'should hold which folders orders made on this instance and cannot be read, so empty ones may stay; orders go on',
  'local-action': () =>
    'should hold what was done on this host by force and cannot be read, so the hub is not told of it; all else goes on',
};

/** What is wrong with a part of the state folder, what it keeps from being done, and the remedy. */
export const damageText = (stateFile: DamagedStateFile): string =>
  `${stateFile.file} ${WORDS[stateFile.kind](stateFile)}. Remedy: ${REPAIR_COMMAND} on this host`;

/** A damaged part as the reason why an order is not carried out. */
export const damageError = (stateFile: DamagedStateFile): ApplyError =>
  new ApplyError('damaged_state', damageText(stateFile));

/** How an order stands whose own journal or outcome cannot be read: whether it touched something is not known. */
export const unknownEnd = (stateFile: DamagedStateFile): ApplyOutcome => ({
  state: 'stuck',
  ...failureOf(damageError(stateFile)),
});

/**
 * What one JSON file of the state folder holds.
 * @param isSound whether what was parsed has the shape that belongs there
 * @returns undefined when it is not JSON or of another shape
 */
export function storedJson<T>(
  text: string,
  isSound: (value: Record<string, unknown>) => boolean,
): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const sound = typeof value === 'object' && value !== null && isSound(value as Record<string, unknown>);
    return sound ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

/** Copies a damaged file aside; it stays in place until something sound replaces it. @returns where the copy lies */
export async function copyAside(
  stateFolder: string,
  kind: DamagedStateFile['kind'],
  file: string,
): Promise<string> {
  const asidePath = await pathAside(stateFolder, kind, path.basename(file));
  await copyFile(file, asidePath);
  await syncFile(asidePath);
  await syncFolder(path.dirname(asidePath));
  return asidePath;
}

/** Moves a damaged file, or a folder, aside. @returns where it lies now */
export async function moveAside(
  stateFolder: string,
  kind: DamagedStateFile['kind'],
  file: string,
): Promise<string> {
  const asidePath = await pathAside(stateFolder, kind, path.basename(file));
  await rename(file, asidePath);
  await syncFolder(path.dirname(asidePath));
  await syncFolder(path.dirname(file));
  return asidePath;
}

async function pathAside(stateFolder: string, kind: string, name: string): Promise<string> {
  const folder = path.join(stateFolder, 'damaged');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, `${kind}-${name}-${new Date().toISOString().replaceAll(':', '')}`);
}
