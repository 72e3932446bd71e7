export { judgeAt } from './judge-at.js';
export {
  captureBaseline,
  type CaptureChoice,
  type CapturedFile,
  type CaptureInput,
  type WithheldValue,
} from './capture-baseline.js';
export {
  capturePlugin,
  type CapturedPlugin,
  type FileContents,
  type FileDecision,
} from './capture/capture-plugin.js';
export type { FileToCapture, StoredBaseline } from './capture/file-to-capture.js';
export { capturedView, partsOfCapture } from './capture/captured-view.js';
export { filesToCapture, type CaptureRequest, type FilesToCapture } from './capture/files-to-capture.js';
export { describingAsOpen, type OpenKey, type UndescribedParts } from './capture/undescribed-parts.js';
export { consequencesOf, touchesFleetRules, type ChangedContent, type FleetSight } from './consequences.js';
export { inversePlan, swappedSides } from './inverse-plan.js';
export { makePlan, type PlannedContents } from './make-plan.js';
export type { PlanInput } from './plan-input.js';
export { canonical, hashOfPlan, textOfPlan } from './plan-hash.js';
export * from './plan.js';
export { laterChange, type LaterChange, type MetChange } from './later-changes.js';
export { refitChange, type Refit, type RefitInput } from './refit-change.js';
export type { Content, OwnWriting } from './who-changed.js';
export type { MovedFile } from './stale-plan.js';
export { developmentInstance, DEV_FIRST, type WaveOrder } from './waves.js';
export type { PlanTarget, TargetFile, ExactChangeRequest } from './exact-change-request.js';
export {
  changeRequestsFromFindings,
  type ChosenFinding,
  type LeftFinding,
  type PutRight,
  type ChangeRequestsOfFile,
} from './change-requests-from-findings.js';
export { whyNotInside, whyNotTarget, type Target } from './target/judge-target.js';
export {
  shownChange,
  type ChangeContents,
  type ShownChange,
  type ShownContent,
} from './show/shown-change.js';
export { CONTENT_KINDS, contentKind, type ContentKind } from './show/content-kind.js';
export { shownFiles } from './show/shown-plan.js';
export type { ShownKey } from './show/shown-keys.js';
export {
  textPatch,
  type HashOfSecret,
  type MarkedSecrets,
  type TextPatch,
  type TwoTexts,
} from './show/text-patch.js';
export { keyViewOf, type KeyReading } from './show/value-at.js';
export {
  changeRequestsForPlugin,
  type DesiredFile,
  type DesiredPlugin,
} from './change-requests-for-plugin.js';
export { whatDeviates, type DeviationFromPlan, type RewrittenFile } from './still-planned.js';
export {
  assertKeepable,
  assertNotOver,
  forInstance,
  keepingKey,
  keepingWhole,
  type Acceptance,
  type EditOfDeviations,
} from './accept/keep-finding.js';
export { ignoringWhole } from './accept/ignore-finding.js';
export { ignoredNoMore, keptNoMore } from './accept/take-back.js';
