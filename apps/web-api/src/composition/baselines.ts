import {
  BaselineHistory,
  Baselines,
  DeviationsObject,
  DeviationsObject as StoredDeviations,
} from '@archivesmp/artifacts';
import { FleetEventStream } from '@archivesmp/bus';
import { BaselineChanges, ConfigFileReads, FleetReads, History, ScanRequests } from '@archivesmp/history';
import { ConfigContents, DesiredStates } from '@archivesmp/hub-wiring';
import { LOG } from '@archivesmp/service-kit';
import type { Provider } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AdoptInBucket } from '../baselines/adopt-in-bucket.js';
import { BaselinesInBucket } from '../baselines/baseline-location.js';
import { CaptureFromInstance } from '../baselines/capture-from-instance.js';
import { ChangeBaselines } from '../baselines/change-baselines.js';
import { DeleteBaseline } from '../baselines/delete-baseline.js';
import { EditDeviations } from '../baselines/edit-deviations.js';
import { EvaluateAgain } from '../baselines/evaluate-again.js';
import { OwnBaselineFiles } from '../baselines/own-baseline-files.js';
import { RestoreRevision } from '../baselines/restore-revision.js';
import { SaveBaseline } from '../baselines/save-baseline.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { SecretsOfFiles } from '../secrets/secrets-of-files.js';
import { built } from './built.js';

/** Baselines and deviations: what is built of which parts. */
export const BASELINES: Provider[] = [
  built(
    AdoptInBucket,
    DesiredStates,
    OwnBaselineFiles,
    BaselineHistory,
    BaselineChanges,
    History,
    AuditTrail,
    EvaluateAgain,
  ),
  built(BaselinesInBucket, Baselines, DeviationsObject),
  built(
    CaptureFromInstance,
    FleetReads,
    KnownFleet,
    ConfigFileReads,
    ConfigContents,
    DesiredStates,
    OwnBaselineFiles,
    EditDeviations,
    SaveBaseline,
    SecretsOfFiles,
  ),
  built(
    ChangeBaselines,
    BaselinesInBucket,
    BaselineHistory,
    BaselineChanges,
    History,
    OwnBaselineFiles,
    AuditTrail,
    FleetEventStream,
    EvaluateAgain,
    LOG,
  ),
  built(DeleteBaseline, ChangeBaselines),
  built(EditDeviations, StoredDeviations, SaveBaseline),
  built(EvaluateAgain, ScanRequests, FleetReads, FleetEventStream, DesiredStates, LOG),
  built(OwnBaselineFiles, BaselinesInBucket, BaselineChanges),
  built(
    RestoreRevision,
    BaselinesInBucket,
    BaselineHistory,
    BaselineChanges,
    OwnBaselineFiles,
    SaveBaseline,
    ChangeBaselines,
  ),
  built(SaveBaseline, BaselinesInBucket, ChangeBaselines, SecretsOfFiles),
];
