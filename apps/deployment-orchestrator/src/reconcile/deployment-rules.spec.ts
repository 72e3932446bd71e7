import { DeploymentSettings } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { optionsOf, rulesOf } from './deployment-rules.js';

const settings = Object.assign(new DeploymentSettings(), {
  ...{ per_host: 3, countdown_seconds: 30, wait_for_empty_seconds: 60, order_seconds: 120, hold_hours: 5 },
  windows: [{ effect: 'deny', days: ['mon'], from: '10:00', to: '12:00', zone: 'UTC', note: 'not a rule' }],
});

it('a deployment is run as whoever started it given, and as the settings say where they given nothing', () => {
  const given = { perHost: 3, countdownSeconds: 30, waitForEmptySeconds: 60 };
  expect(optionsOf({}, settings)).toEqual({ ...given, whileStopped: false, restartLater: false });
  expect(optionsOf({ perHost: 1, restartLater: true }, settings)).toEqual({
    ...given,
    ...{ perHost: 1, whileStopped: false, restartLater: true },
  });
});

it('the rules of deployments are those of the settings', () => {
  expect(rulesOf(settings)).toEqual({
    windows: [{ effect: 'deny', days: ['mon'], from: '10:00', to: '12:00', zone: 'UTC' }],
    orderSeconds: 120,
    holdHours: 5,
  });
});
