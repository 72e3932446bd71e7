import { ChainAudit1763700000013 } from './chain-audit.js';
import { CreateBackups1763700000012 } from './create-backups.js';
import { CreateDeployments1763700000010 } from './create-deployments.js';
import { CreateIdempotencyKeys1763700000014 } from './create-idempotency-keys.js';
import { CreateInstanceGuards1763700000011 } from './create-instance-guards.js';
import { CreatePlans1763700000009 } from './create-plans.js';
import { ExplainNeededRestarts1763700000015 } from './explain-needed-restarts.js';
import { ReviewFindings1763700000016 } from './review-findings.js';
import { DecideFindings1763700000017 } from './decide-findings.js';
import { GroupFindings1763700000018 } from './group-findings.js';
import { KeepAnswerLocations1763700000019 } from './keep-answer-locations.js';
import { TellFindingsApart1763700000035 } from './tell-findings-apart.js';
import { TellRestartMarksApart1763700000051 } from './tell-restart-marks-apart.js';
import { TellTiesOfOutliers1763700000020 } from './tell-ties-of-outliers.js';
import { SpellFindings1763700000021 } from './spell-findings.js';
import { NoteDesiredRevisions1763700000022 } from './note-desired-revisions.js';
import { AskWithoutDeployment1763700000023 } from './ask-without-deployment.js';
import { TellFileStatesApart1763700000029 } from './tell-file-states-apart.js';
import { NameLeftOutFiles1763700000030 } from './name-left-out-files.js';
import { CountWorkingTime1763700000042 } from './count-working-time.js';
import { CutAudit1763700000045 } from './cut-audit.js';
import { EndAnyHostAccess1763700000201 } from './end-any-host-access.js';
import { EndHostAccess1763700000200 } from './end-host-access.js';
import { LetApprovalsLapse1763700000220 } from './let-approvals-lapse.js';
import { FindFilesByState1763700000047 } from './find-files-by-state.js';
import { NoteBegunBaselineChanges1763700000070 } from './note-begun-baseline-changes.js';
import { NoteDepartingContents1763700000046 } from './note-departing-contents.js';
import { FindUndoingDeployments1763700000053 } from './find-undoing-deployments.js';
import { OwnInstances1763700000061 } from './own-instances.js';
import { NamePersons1763700000050 } from './name-persons.js';
import { NumberDeployments1763700000100 } from './number-deployments.js';
import { ProbeWrites1763700000043 } from './probe-writes.js';
import { NameActors1763700000190 } from './name-actors.js';
import { NameCauses1763700000039 } from './name-causes.js';
import { CountJudgedFiles1763700000038 } from './count-judged-files.js';
import { KeepBaselineChanges1763700000037 } from './keep-baseline-changes.js';
import { NamePowerOrders1763700000028 } from './name-power-orders.js';
import { KeepLocalActions1763700000027 } from './keep-local-actions.js';
import { ShareRestarts1763700000026 } from './share-restarts.js';
import { KeepHostAccess1763700000062 } from './keep-host-access.js';
import { KeepHeartbeats1763700000060 } from './keep-heartbeats.js';
import { KeepLikeness1763700000031 } from './keep-likeness.js';
import { OrderAgain1763700000024 } from './order-again.js';
import { CreateAccess1763700000005 } from './create-access.js';
import { CreateAudit1763700000006 } from './create-audit.js';
import { CreateDriftReports1763700000008 } from './create-drift-reports.js';
import { CreateFindings1763700000003 } from './create-findings.js';
import { CreateFleet1763700000001 } from './create-fleet.js';
import { CreateInstanceMetrics1763700000007 } from './create-instance-metrics.js';
import { CreateOutbox1763700000004 } from './create-outbox.js';
import { CreateScans1763700000002 } from './create-scans.js';

/** All migrations, oldest first. Expand, then contract; one purpose each; never edited after they were merged. */
export const MIGRATIONS: readonly (new () => object)[] = [
  CreateFleet1763700000001,
  CreateScans1763700000002,
  CreateFindings1763700000003,
  CreateOutbox1763700000004,
  CreateAccess1763700000005,
  CreateAudit1763700000006,
  CreateInstanceMetrics1763700000007,
  CreateDriftReports1763700000008,
  CreatePlans1763700000009,
  CreateDeployments1763700000010,
  CreateInstanceGuards1763700000011,
  CreateBackups1763700000012,
  ChainAudit1763700000013,
  CreateIdempotencyKeys1763700000014,
  ExplainNeededRestarts1763700000015,
  ReviewFindings1763700000016,
  DecideFindings1763700000017,
  GroupFindings1763700000018,
  KeepAnswerLocations1763700000019,
  TellTiesOfOutliers1763700000020,
  SpellFindings1763700000021,
  NoteDesiredRevisions1763700000022,
  AskWithoutDeployment1763700000023,
  OrderAgain1763700000024,
  ShareRestarts1763700000026,
  KeepLocalActions1763700000027,
  NamePowerOrders1763700000028,
  TellFileStatesApart1763700000029,
  NameLeftOutFiles1763700000030,
  KeepLikeness1763700000031,
  TellFindingsApart1763700000035,
  KeepBaselineChanges1763700000037,
  CountJudgedFiles1763700000038,
  NameCauses1763700000039,
  CountWorkingTime1763700000042,
  ProbeWrites1763700000043,
  CutAudit1763700000045,
  NoteDepartingContents1763700000046,
  FindFilesByState1763700000047,
  NamePersons1763700000050,
  TellRestartMarksApart1763700000051,
  FindUndoingDeployments1763700000053,
  KeepHeartbeats1763700000060,
  OwnInstances1763700000061,
  KeepHostAccess1763700000062,
  NoteBegunBaselineChanges1763700000070,
  NumberDeployments1763700000100,
  NameActors1763700000190,
  EndHostAccess1763700000200,
  EndAnyHostAccess1763700000201,
  LetApprovalsLapse1763700000220,
];
