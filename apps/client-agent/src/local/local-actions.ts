import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RestartMark } from '@archivesmp/contracts/agent';
import type { DamagedStateFile } from '@archivesmp/contracts/agent-state';
import type { LocalActionEnd, LocalActionKind, LocalActionReport } from '@archivesmp/contracts/local-action';
import { isUuid } from '@archivesmp/contracts/uuid';
import { storedJson, moveAside, replaceDurably } from '@archivesmp/instance-files';

/** What was done by force: written down before it is begun, and kept until the hub has taken it. */
export type LocalAction = Omit<LocalActionReport, 'end'> & { readonly end?: LocalActionEnd };

const ENDING = '.json';
const isActionFile = (file: string): boolean =>
  file.endsWith(ENDING) && isUuid(file.slice(0, -ENDING.length));

/** What an operator on this host did by force while the hub was unavailable, in the state folder. */
export class LocalActionJournal {
  private readonly folder: string;
  /** Where an older version kept its marks. */
  private readonly oldFile: string;
  private readonly underWay = new Set<string>();

  constructor(
    private readonly stateFolder: string,
    private readonly host: string,
  ) {
    this.folder = path.join(stateFolder, 'local-actions');
    this.oldFile = path.join(stateFolder, 'restart-needed.json');
  }

  /** Writes down what is begun now. */
  async recordBegun(action: LocalActionKind, instanceId: string, reason: string): Promise<LocalAction> {
    const at = new Date().toISOString();
    const begun: LocalAction = { actionId: randomUUID(), host: this.host, instanceId, action, reason, at };
    this.underWay.add(begun.actionId);
    await this.writeAction(begun);
    return begun;
  }

  /** How it ended. */
  async recordEnd(begun: LocalAction, end: LocalActionEnd, detail?: string): Promise<void> {
    await this.writeAction({
      ...begun,
      end,
      ...(detail !== undefined && { detail: detail.slice(0, 1_000) }),
    });
    this.underWay.delete(begun.actionId);
  }

  /** What the hub has not taken yet, oldest first. What an earlier life of this program began and did not end is unknown. */
  async unreported(): Promise<LocalActionReport[]> {
    const reports: LocalActionReport[] = [];
    for (const action of await this.readActions())
      if (!this.underWay.has(action.actionId)) reports.push({ ...action, end: action.end ?? 'unknown' });
    return reports.sort((one, other) => one.at.localeCompare(other.at));
  }

  /** The hub has it. */
  async forgetReported({ actionId }: Pick<LocalActionReport, 'actionId'>): Promise<void> {
    await rm(this.fileOfAction(actionId), { force: true });
  }

  /** Instances that were marked by force, as long as the hub does not know. */
  async marks(): Promise<RestartMark[]> {
    const marks = (await this.readActions()).filter(({ action }) => action === 'mark-restart-needed');
    return marks.map(({ instanceId, reason, at }) => ({ instanceId, reason, since: at }));
  }

  /** Takes over what an older version of this program kept. */
  async adoptOldMarks(): Promise<void> {
    const marks = await this.oldMarks();
    if (marks === undefined || marks === 'damaged') return;
    for (const { instanceId, reason, since } of marks) {
      const begun = { actionId: randomUUID(), host: this.host, instanceId, reason, at: since };
      await this.writeAction({ ...begun, action: 'mark-restart-needed', end: 'done' });
    }
    await rm(this.oldFile, { force: true });
  }

  private async oldMarks(): Promise<RestartMark[] | 'damaged' | undefined> {
    const text = await readFile(this.oldFile, 'utf8').catch(unlessMissing);
    return text === undefined ? undefined : (storedJson<RestartMark[]>(text, areMarks) ?? 'damaged');
  }

  /** What is kept and cannot be read: the hub is not told of it. */
  async damaged(): Promise<DamagedStateFile[]> {
    const files = (await this.records()).filter(([, action]) => action === undefined).map(([file]) => file);
    if ((await this.oldMarks()) === 'damaged') files.push(this.oldFile);
    return files.map((file) => ({ kind: 'local-action', file }));
  }

  /** Moves one that cannot be read aside. @returns where it lies now; undefined when it can be read */
  async setAside({ file }: DamagedStateFile): Promise<string | undefined> {
    const isDamaged = (await this.damaged()).some((part) => part.file === file);
    return isDamaged ? moveAside(this.stateFolder, 'local-action', file) : undefined;
  }

  /** Every action that can be read; one that cannot does not hide the others. */
  private async readActions(): Promise<LocalAction[]> {
    return (await this.records()).map(([, action]) => action).filter((action) => action !== undefined);
  }

  private async records(): Promise<[file: string, action: LocalAction | undefined][]> {
    const names = (await readdir(this.folder).catch(unlessMissing)) ?? [];
    const found: [string, LocalAction | undefined][] = [];
    for (const name of names.filter(isActionFile).sort()) {
      const file = path.join(this.folder, name);
      const text = await readFile(file, 'utf8').catch(unlessMissing);
      if (text !== undefined) found.push([file, storedJson<LocalAction>(text, isAction)]);
    }
    return found;
  }

  private async writeAction(action: LocalAction): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await replaceDurably(this.fileOfAction(action.actionId), Buffer.from(JSON.stringify(action)));
  }

  private fileOfAction(actionId: string): string {
    return path.join(this.folder, `${actionId}.json`);
  }
}

const areMarks = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((one: Partial<RestartMark> | null) =>
    [one?.instanceId, one?.reason, one?.since].every((part) => typeof part === 'string'),
  );

const isAction = (value: Record<string, unknown>): boolean =>
  ['actionId', 'host', 'instanceId', 'action', 'reason', 'at'].every((key) => typeof value[key] === 'string');

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
