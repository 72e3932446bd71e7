import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { hintFor } from '@archivesmp/contracts/closest-name';
import { readFileSync } from 'node:fs';
import type { ExpectationProblem, Finding, NoMajority, Outlier } from '@archivesmp/drift';
import type { Progress } from '../terminal/progress.js';
import { instancesCalled } from '@archivesmp/fleet';
import { compareText, findInstances, isFolder } from './fleet-folder.js';
import { pluginsThere } from './plugins-there.js';
import { openContext, type ScanContext, withPlugins } from './scan-context.js';
import { openMemory } from './scan-memory.js';
import { planScan } from './scan-plan.js';
import { ScanPool } from './scan-pool.js';
import { fleetProblems } from './fleet-problems.js';
import { addResult, emptyResult, type ScanCounts, type ScanSetup, type ScanTask } from './scan-task.js';

/** Which folders are to be scanned, and how. */
export interface FolderScanRequest {
  readonly baselines?: string;
  readonly deviations?: string;
  readonly instances: string;
  readonly plugin?: string;
  readonly instance?: string;
  readonly workers: number;
  readonly now: string;
  /** Where to remember what was seen; kept for one choice of folders, plugin and instance. */
  readonly index?: string;
}

/** Everything a scan of folders found, in a fixed order. */
export interface ScanOutcome {
  readonly instances: readonly { readonly host: string; readonly name: string }[];
  readonly plugins: readonly string[];
  readonly findings: readonly Finding[];
  readonly outliers: readonly Outlier[];
  readonly noMajority: readonly NoMajority[];
  readonly problems: readonly ExpectationProblem[];
  readonly counts: ScanCounts;
}

/**
 * Scans plain folders, no service needed.
 * @throws with one clear sentence when a folder or the deviations cannot be used
 */
export async function scanFolders(
  request: FolderScanRequest,
  startProgress: (tasks: number) => Progress,
): Promise<ScanOutcome> {
  const pool = new ScanPool(request.workers);
  try {
    const setup = await setupOf(request);
    pool.prepare(setup);
    const there = setup.instances.map(({ server }) => pluginsThere(server));
    return await scanWith(pool, request, withPlugins(openContext(setup), there), startProgress);
  } finally {
    await pool.close();
  }
}

async function scanWith(
  pool: ScanPool,
  request: FolderScanRequest,
  context: ScanContext,
  startProgress: (tasks: number) => Progress,
): Promise<ScanOutcome> {
  const tasks = planScan(context, request.plugin);
  if (request.plugin !== undefined && tasks.length === 0) {
    const known = new Set(planScan(context, undefined).map(({ plugin }) => plugin));
    throw new Error(
      `no baseline and no instance has a plugin called ${request.plugin}${hintFor(request.plugin, [...known].sort(compareText))}`,
    );
  }
  const progress = startProgress(tasks.length);
  const sum = emptyResult();
  const memory = request.index === undefined ? undefined : openMemory(request.index, context);
  try {
    await pool.runScanTasks(tasks, context, memory?.index, (report) => {
      addResult(sum, report.result);
      memory?.remember(tasks[report.taskIndex]!, report.memory);
      progress.advance();
    });
  } finally {
    progress.done();
  }
  memory?.saveIndex();
  const isWhole = request.baselines !== undefined && request.plugin === undefined;
  return {
    instances: context.instances
      .filter(({ isJudged }) => isJudged)
      .map(({ facts: { host, name } }) => ({ host, name })),
    plugins: [...new Set(tasks.filter(isPlugin).map(({ plugin }) => plugin))].sort(compareText),
    counts: sum.counts,
    findings: sum.findings.sort(byLocation),
    outliers: sum.outliers.sort(byLocation),
    noMajority: sum.noMajority.sort(byFile),
    problems: fleetProblems(context, sum, isWhole),
  };
}

async function setupOf(request: FolderScanRequest): Promise<ScanSetup> {
  const { baselines, deviations, instance } = request;
  if (baselines !== undefined && !isFolder(baselines))
    throw new Error(`${baselines} (--baselines) is no folder`);
  const found = await findInstances(request.instances);
  const judged = instance === undefined ? undefined : instancesCalled(instance, found);
  if (judged?.length === 0) {
    const names = found.map(({ name }) => name);
    const hint = hintFor(instance!, names) || `; there are ${names.join(', ')}`;
    throw new Error(`no instance is called ${instance}${hint}`);
  }
  return {
    baselines,
    deviations: deviations === undefined ? undefined : readContent(deviations),
    instances: found,
    ...(judged && { judged: judged.map(({ name }) => name) }),
    now: request.now,
  };
}

function readContent(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `${file} (--deviations) cannot be read: ${code === 'ENOENT' ? 'it is not there' : code}`,
      { cause: error },
    );
  }
}

/** The server itself is listed among plugins where it has a baseline. */
const isPlugin = ({ plugin, files }: ScanTask): boolean => plugin !== SERVER_FILES || files.length > 0;

interface FindingLocation {
  readonly host: string;
  readonly instance: string;
  readonly plugin: string;
  readonly file: string | null;
}

/** Stable: within a file the order of the engine stays. */
function byLocation(left: FindingLocation, right: FindingLocation): number {
  return (
    compareText(left.host, right.host) || compareText(left.instance, right.instance) || byFile(left, right)
  );
}

function byFile(
  left: Omit<FindingLocation, 'host' | 'instance'>,
  right: Omit<FindingLocation, 'host' | 'instance'>,
): number {
  return compareText(left.plugin, right.plugin) || compareText(left.file ?? '', right.file ?? '');
}
