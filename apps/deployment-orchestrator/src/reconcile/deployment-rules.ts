import type { ChangeWindow } from '@archivesmp/rollout';
import type { ChangeWindowSettings, DeploymentSettings } from '@archivesmp/service-kit';

/** How deployments are run, as the settings say. */
export interface DeploymentRules {
  readonly windows: readonly ChangeWindow[];
  readonly orderSeconds: number;
  /** 0 = until a person lifts it. */
  readonly holdHours: number;
}

/** How one deployment is run, as its request says; settings fill in what it leaves out. */
export interface DeploymentOptions {
  readonly perHost: number;
  readonly countdownSeconds: number;
  readonly waitForEmptySeconds: number;
  /** Whether servers that run are stopped before their files are changed and started after, in place of a restart. */
  readonly whileStopped: boolean;
  /** Whether it restarts nothing: what needs a restart becomes flagged. */
  readonly restartLater: boolean;
}

/** The rules of deployments out of the settings. */
export function rulesOf({
  windows,
  order_seconds: orderSeconds,
  hold_hours: holdHours,
}: DeploymentSettings): DeploymentRules {
  return { windows: windows.map(windowOf), orderSeconds, holdHours };
}

/** Which days there are was looked at when the service was opened. */
const windowOf = ({ effect, days, from, to, zone }: ChangeWindowSettings): ChangeWindow => ({
  effect,
  days: days as ChangeWindow['days'],
  from,
  to,
  zone,
});

/** @param given what is kept with the deployment */
export function optionsOf(given: object, settings: DeploymentSettings): DeploymentOptions {
  return {
    perHost: settings.per_host,
    countdownSeconds: settings.countdown_seconds,
    waitForEmptySeconds: settings.wait_for_empty_seconds,
    whileStopped: false,
    restartLater: false,
    ...given,
  };
}
