import type { DeploymentStanding, History, Inspection } from '@archivesmp/history';
import { fileNow, type ConfigContents } from '@archivesmp/hub-wiring';
import type { PlannedParts } from '../course/planned-part.js';
import { fileGoals } from './file-goals.js';
import { fitChange, type FittedChange } from './fit-change.js';

/** What fitting reads and writes. */
export interface FitStores {
  readonly history: Pick<History, 'inspections' | 'orders' | 'deploymentSteps'>;
  readonly contents: Pick<ConfigContents, 'read'>;
  /** Stores a new content under its sha256. */
  readonly keep: (bytes: Buffer) => Promise<unknown>;
}

/**
 * Fits the change of every instance whose files were looked at to what was found, before the turn that gives the orders: contents
 * are read and stored outside of its transaction. Running it again gives the same.
 * @returns by the id of the look
 */
export async function fitOrders(
  standing: DeploymentStanding,
  planned: PlannedParts | undefined,
  { history, contents, keep }: FitStores,
): Promise<ReadonlyMap<string, FittedChange>> {
  const fits = new Map<string, FittedChange>();
  const looks = await history.inspections.list(standing.id);
  for (const { instanceId, state, fence } of standing.instances) {
    const direction = state === 'applying' ? 'forward' : state === 'rolling-back' ? 'back' : undefined;
    const part = planned?.parts.get(instanceId);
    if (direction === undefined || part === undefined) continue;
    const look = lookOf(looks, { instanceId, direction, fence });
    if (look?.report === undefined) continue;
    const goals = await fileGoals({ standing, instanceId, direction, files: part.files }, history);
    const jars = new Set(
      goals.filter(({ change }) => change.kind === 'jar').map(({ change }) => change.path),
    );
    const found = new Map(look.report.files.map((file) => [file.path, fileNow(file, jars.has(file.path))]));
    fits.set(look.inspectionId, await fitChange(goals, found, { read: (hash) => contents.read(hash), keep }));
  }
  return fits;
}

/** The look before an order: there is one per direction and fence. */
export const lookOf = (
  looks: readonly Inspection[],
  wanted: {
    readonly instanceId: string;
    readonly direction: 'forward' | 'back';
    readonly fence: number | undefined;
  },
): Inspection | undefined =>
  looks.find(
    ({ instanceId, purpose, fence }) =>
      instanceId === wanted.instanceId && purpose === wanted.direction && fence === wanted.fence,
  );
