import type { Verdict } from '@archivesmp/contracts/deployment-states';

/** What is known about an instance after its change. What did not answer is left out, never guessed. */
export interface HealthEvidence {
  /** Whether the game server ran before the change: a stopped one is expected to stay stopped. */
  readonly ranBefore: boolean;
  /** Whether it was restarted by this change. */
  readonly restarted: boolean;
  /** Whether nothing had to be written: every file was as it is to be already. */
  readonly asPlanned?: boolean;
  /** Whether it was not restarted because it is known to have read its files. */
  readonly hasRead?: boolean;
  /** State of the game server as AMP says. */
  readonly app?: 'running' | 'starting' | 'stopped' | 'failed' | 'busy';
  /** Ticks per second, where the platform has them. */
  readonly tps?: number;
  /** What the agent found on the host. */
  readonly inspection?: {
    readonly log: 'fresh' | 'old' | 'absent';
    /** Plugins that the log says were enabled since the restart. */
    readonly enabled: readonly string[];
    /** Error lines since the restart that name one of the changed plugins. */
    readonly errors: readonly string[];
    /** Changed files that do not hold what the plan says, each with what is wrong. */
    readonly deviating: readonly string[];
    /** Changed files that may have been edited since, each with what is there: taking them back would lose that. */
    readonly changedSince?: readonly string[];
  };
  /** Plugins whose files were changed, without the server's own. */
  readonly plugins: readonly string[];
  /** Whether no more time is given. Until then what is missing is waited for. */
  readonly timeIsUp: boolean;
}

export interface HealthJudgement {
  /** Undefined = not yet: judge again. */
  readonly verdict?: Verdict;
  /** For people: what the verdict rests on, or what is missing. */
  readonly reason: string;
}

/** Below this a Paper server is visibly slow; 20 is full speed. */
const SLOW_TPS = 12;

/**
 * Says whether an instance is well after its change. Silence is never a pass: what is missing when the time is up makes the
 * verdict inconclusive, and a server that does not come up fails. What was edited since is for a person to decide.
 */
export function judgeHealth(evidence: HealthEvidence): HealthJudgement {
  const { app, inspection, timeIsUp } = evidence;
  const [changed] = inspection?.changedSince ?? [];
  // A failed change is taken back by itself, and no person was asked whether later edits may go
  if (changed !== undefined) return { verdict: 'inconclusive', reason: changed };
  const shown = evident(evidence);
  if (shown !== undefined) return { verdict: 'fail', reason: shown };
  const late = (reason: string, verdict: Verdict = 'inconclusive'): HealthJudgement =>
    timeIsUp ? { verdict, reason } : { reason };
  if (app === undefined) return late('AMP does not say in what state the server is');
  if (!evidence.ranBefore && app === 'stopped') return judgeStopped(evidence, late);
  if (app !== 'running') return late(`the server is ${app} and not running`, 'fail');
  if (inspection === undefined) return late('the agent did not report what it finds on the host');
  if (evidence.restarted) {
    if (inspection.log !== 'fresh') return late('the log of the server says nothing about this start');
    const silent = evidence.plugins.filter((plugin) => !namesPlugin(inspection.enabled, plugin));
    // A log that names no plugin at all says nothing about ours; one that names others and not ours does.
    if (silent.length > 0)
      return late(
        `the log does not say that ${silent.join(', ')} was enabled`,
        inspection.enabled.length > 0 ? 'fail' : 'inconclusive',
      );
  }
  if (evidence.tps !== undefined && evidence.tps < SLOW_TPS)
    return late(`the server runs at ${evidence.tps.toFixed(1)} ticks per second`, 'fail');
  return { verdict: 'pass', reason: passed(evidence) };
}

/** What is wrong whatever else may come. */
function evident({ inspection, app, ranBefore, restarted }: HealthEvidence): string | undefined {
  const [error] = inspection?.errors ?? [];
  if (error !== undefined) return `the log has an error: ${error}`;
  const [file] = inspection?.deviating ?? [];
  if (file !== undefined) return file;
  if (app === 'failed') return 'AMP says that the server failed';
  if (app === 'stopped' && ranBefore && !restarted) return 'the server stopped';
  return undefined;
}

function judgeStopped(
  { inspection, asPlanned = false }: HealthEvidence,
  late: (reason: string) => HealthJudgement,
): HealthJudgement {
  if (inspection === undefined) return late('the agent did not report what it finds on the host');
  const files = asPlanned
    ? 'nothing to write: the files were as planned already'
    : 'the files are as planned';
  return { verdict: 'pass', reason: `${files}; the server is stopped, as it was before` };
}

function passed({ restarted, asPlanned = false, hasRead = false, plugins, tps }: HealthEvidence): string {
  const enabled = restarted && plugins.length > 0 ? `, ${plugins.join(', ')} enabled` : '';
  const speed = tps === undefined ? '' : `, ${tps.toFixed(1)} ticks per second`;
  const read = hasRead
    ? ', and its server has read them as they are, so it was not restarted'
    : restarted
      ? ', and it was restarted, because it was not known to have read them'
      : '';
  const written = asPlanned ? `nothing to write: its files were as planned already${read}; ` : '';
  return `${written}running${enabled}, no new errors, files as planned${speed}`;
}

const namesPlugin = (enabled: readonly string[], plugin: string): boolean =>
  enabled.some((name) => name.toLowerCase() === plugin.toLowerCase());
