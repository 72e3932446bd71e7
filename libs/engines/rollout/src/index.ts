export { afterEvent, isTakenBack, wayBack, type RolloutEvent, type EventSubject } from './after-event.js';
export {
  changesAllowed,
  WEEKDAYS,
  windowMistakes,
  type ChangeWindow,
  type Weekday,
  type WindowAnswer,
} from './change-windows.js';
export { comesFirst, type SharingLine } from './comes-first.js';
export { countdown, type AnnouncedAction, type Announcement } from './countdown.js';
export type { Rollout, RolloutInstance, NextStep, WaitingOther } from './rollout.js';
export { decide } from './decide/decide.js';
export type { Begun, Effect, EffectKind } from './decide/effect.js';
export { currentInspection, currentOrder, directionOf, purposeOf } from './decide/inspected-state.js';
export { coveredLines } from './decide/meeting-deployments.js';
export type {
  FileFit,
  InspectedPath,
  InspectionFacts,
  InstanceFacts,
  LeaseFacts,
  OrderFacts,
  OtherDeployment,
  RunOptions,
  DeploymentSnapshot,
  StepFacts,
  WaitingFacts,
} from './decide/snapshot.js';
export { isDecidedAnew, type Decisions, type Rejection } from './decided-anew.js';
export { errorsOfChange } from './errors-of-change.js';
export { isOwnSave } from './own-save.js';
export { hasRead, heldSince, type ServerStart, type ContentSighting } from './has-read.js';
export { judgeStop } from './judge-stop.js';
export { judgeHealth, type HealthEvidence, type HealthJudgement } from './judge-health.js';
export { nextSteps } from './next-steps.js';
export { powerOf, STATE_OF_POWER, type PowerOfState } from './power-of.js';
export { waitsForWindow } from './waits-for-window.js';
