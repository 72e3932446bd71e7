import type { AmpInstance, AppState } from '@archivesmp/amp';
import { whatDeviates, type FileChange } from '@archivesmp/change-plan';
import type { InspectedFile, InspectionReport } from '@archivesmp/contracts/order';
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
  server: () => Pick<AmpInstance, 'readPanelServerState'>,
): Promise<Pick<HealthEvidence, 'app' | 'tps'>> {
  try {
    const { state, metrics } = await server().readPanelServerState();
    const app = APP[state] ?? 'busy';
    return { app, ...(metrics.tps !== undefined && app === 'running' && { tps: metrics.tps }) };
  } catch (error) {
    if (error instanceof Problem) return {};
    throw error;
  }
}

/** What a changed file is held against. */
export interface HeldAgainst {
  readonly files: readonly FileChange[];
  readonly contents: Pick<ConfigContents, 'readConfigContent'>;
  /** Its server was stopped for the change and started after it. */
  readonly whileStopped: boolean;
  /** It was written, and waited for a restart that was requested later: people edit files meanwhile. */
  readonly waited: boolean;
}

const SAVED_ON_STOP =
  'the plugin or the server wrote its old configuration back when it stopped. Change it while the server is stopped: asmp apply --while-stopped, or the box at the start of the plan';
const CHANGED_WHILE_WAITING =
  ': it was changed while it waited for its restart, or at the restart; accept keeps it, stop and undo gives back what was before';
const SAVED_WHILE_STOPPED =
  'it was put back although the server was stopped for the change: something else writes this file';

/** What the agent found, with every changed file held against the plan. @throws Problem of S3 */
export async function hostEvidence(
  report: InspectionReport,
  against: HeldAgainst,
): Promise<NonNullable<HealthEvidence['inspection']>> {
  const deviating: string[] = [];
  const changedSince: string[] = [];
  for (const change of against.files) {
    const found = report.files.find((one) => one.path === change.path);
    const wrong = found && (await deviation(change, found, against));
    if (wrong === undefined) continue;
    if (wrong.isNew === true && against.waited) changedSince.push(`${wrong.words}${CHANGED_WHILE_WAITING}`);
    else deviating.push(wrong.words);
  }
  return { log: report.log, enabled: report.enabled, errors: report.errors, deviating, changedSince };
}

interface Wrong {
  readonly words: string;
  /** It holds something that it held neither before nor after the change: giving back what was before would lose it. */
  readonly isNew?: true;
}

const NEW = { isNew: true } as const;

async function deviation(
  change: FileChange,
  { sha256: found, reason }: InspectedFile,
  { contents, whileStopped }: HeldAgainst,
): Promise<Wrong | undefined> {
  const { path, before, after } = change;
  if (found === undefined)
    return { words: `${path} cannot be read: ${reason ?? 'the agent does not say why'}` };
  if (found === after) return undefined;
  if (after === null) return { words: `${path} is there again`, ...(found !== before && NEW) };
  if (found === null) return { words: `${path} is gone` };
  try {
    const [planned, actual] = [
      await contents.readConfigContent(after),
      await contents.readConfigContent(found),
    ];
    const had = before === null ? undefined : await contents.readConfigContent(before).catch(() => undefined);
    const wrong = whatDeviates({ change, planned, actual, ...(had !== undefined && { before: had }) });
    if (wrong?.putBack !== true) return wrong && { words: wrong.words, ...NEW };
    return { words: `${wrong.words}: ${whileStopped ? SAVED_WHILE_STOPPED : SAVED_ON_STOP}` };
  } catch (error) {
    // A file that the agent could not send (too large) was changed all the same
    if (error instanceof Problem && error.code === 'resource.not-found')
      return { words: `${path} is not what was written`, ...NEW };
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
