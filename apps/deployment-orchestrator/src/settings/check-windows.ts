import { WEEKDAYS, windowMistakes, type ChangeWindow } from '@archivesmp/rollout';
import { SettingsProblem, type ChangeWindowSettings } from '@archivesmp/service-kit';

/** @throws SettingsProblem naming every mistake: a window that never opens would stop every change without a word */
export function checkWindows(windows: readonly ChangeWindowSettings[]): void {
  const mistakes = windows.flatMap((window, index) =>
    [...unknownDays(window.days), ...windowMistakes(window as ChangeWindow)].map((message) => ({
      field: `deployment.windows[${index}]`,
      message,
    })),
  );
  if (mistakes.length > 0) throw new SettingsProblem('host.yaml', mistakes);
}

const unknownDays = (days: readonly string[]): string[] =>
  days
    .filter((day) => !(WEEKDAYS as readonly string[]).includes(day))
    .map((day) => `the day "${day}" is not known; use ${WEEKDAYS.join(', ')}`);
