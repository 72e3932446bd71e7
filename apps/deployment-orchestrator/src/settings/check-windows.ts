import { WEEKDAYS, windowMistakes, type ChangeWindow } from '@archivesmp/rollout';
import { wrongSettings, type DeploymentSettings } from '@archivesmp/service-kit';

/** @throws SettingsProblem naming every mistake: a window that never opens would stop every change without a word */
export function checkWindows(deployment: DeploymentSettings): void {
  const mistakes = deployment.windows.flatMap((window, index) =>
    [...unknownDays(window.days), ...windowMistakes(window as ChangeWindow)].map((message) => ({
      key: `windows[${index}]`,
      message,
    })),
  );
  if (mistakes.length > 0) throw wrongSettings(deployment, mistakes);
}

const unknownDays = (days: readonly string[]): string[] =>
  days
    .filter((day) => !(WEEKDAYS as readonly string[]).includes(day))
    .map((day) => `the day "${day}" is not known; use ${WEEKDAYS.join(', ')}`);
