import type { AmpInstance, AppState } from '@archivesmp/amp';
import { whatDeviates, type FileChange } from '@archivesmp/change-plan';
import type { InspectionReport } from '@archivesmp/contracts/order';
import { Problem } from '@archivesmp/contracts/problem';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import type { ConfigContents } from '@archivesmp/hub-wiring';
import type { HealthEvidence } from '@archivesmp/rollout';

const APP: Readonly<Partial<Record<AppState, HealthEvidence['app']>>> = {
  ready: 'running',
  stopped: 'stopped',
  stopping: 'stopped',
  sleeping: 'stopped',
  'preparing-for-sleep': 'stopped',
  suspended: 'stopped',
  failed: 'failed',
  'pre-start': 'starting',
  configuring: 'starting',
  starting: 'starting',
  restarting: 'starting',
  waiting: 'starting',
};

/** What the panel says; nothing when it does not answer. */
export async function panelEvidence(
  server: () => Pick<AmpInstance, 'status'>,
): Promise<Pick<HealthEvidence, 'app' | 'tps'>> {
  try {
    const { state, metrics } = await server().status();
    const app = APP[state] ?? 'busy';
    return { app, ...(metrics.tps !== undefined && app === 'running' && { tps: metrics.tps }) };
  } catch (error) {
    if (error instanceof Problem) return {};
    throw error;
  }
}

/** What the agent found, with every changed file held against the plan. @throws Problem of S3 */
export async function hostEvidence(
  report: InspectionReport,
  files: readonly FileChange[],
  contents: ConfigContents,
): Promise<NonNullable<HealthEvidence['inspection']>> {
  const deviating: string[] = [];
  for (const change of files) {
    const found = report.files.find((one) => one.path === change.path);
    const wrong = found?.sha256 === undefined ? undefined : await deviation(change, found.sha256, contents);
    if (wrong !== undefined) deviating.push(wrong);
  }
  return { log: report.log, enabled: report.enabled, errors: report.errors, deviating };
}

async function deviation(
  change: FileChange,
  found: string | null,
  contents: ConfigContents,
): Promise<string | undefined> {
  const { path, after } = change;
  if (found === after) return undefined;
  if (after === null) return `${path} is there again`;
  if (found === null) return `${path} is gone`;
  try {
    const [planned, actual] = [await contents.read(after), await contents.read(found)];
    return whatDeviates({ change, planned, actual });
  } catch (error) {
    // because: a file that the agent could not send (too large) was still changed by somebody
    if (error instanceof Problem && error.code === 'resource.not-found')
      return `${path} is not what was written`;
    throw error;
  }
}

/** Plugins whose enabling the log must show: not of those whose files only wait for a first boot. */
export const changedPlugins = (files: readonly FileChange[]): string[] => [
  ...new Set(
    files
      .filter(({ beforeFirstBoot }) => beforeFirstBoot !== true)
      .map((file) => file.plugin)
      .filter((plugin) => plugin !== SERVER_FILES),
  ),
];
