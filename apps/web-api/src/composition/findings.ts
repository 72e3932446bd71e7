import {
  ConfigFileReads,
  DeploymentReads,
  FindingReads,
  FleetReads,
  Plans,
  WrittenSinceScan,
} from '@archivesmp/history';
import { ConfigContents } from '@archivesmp/hub-wiring';
import type { Provider } from '@nestjs/common';
import { EditDeviations } from '../baselines/edit-deviations.js';
import { DriftReport } from '../findings/drift-report.js';
import { FindingOnInstance } from '../findings/finding-on-instance.js';
import { IgnoreWholeFile } from '../findings/ignore-whole-file.js';
import { KeepAsIntended } from '../findings/keep-as-intended.js';
import { MarkRollingOut } from '../findings/mark-rolling-out.js';
import { UndoIgnore } from '../findings/undo-ignore.js';
import { UndoKeepAsIntended } from '../findings/undo-keep.js';
import { RequestScan } from '../scans/request-scan.js';
import { built } from './built.js';

/** Findings, and what people decide about them: what is built of which parts. */
export const FINDINGS: Provider[] = [
  built(DriftReport, FindingReads, FleetReads),
  built(FindingOnInstance, FindingReads, FleetReads),
  built(IgnoreWholeFile, FindingOnInstance, EditDeviations, RequestScan),
  built(KeepAsIntended, FindingOnInstance, ConfigFileReads, ConfigContents, EditDeviations, RequestScan),
  built(MarkRollingOut, DeploymentReads, Plans, WrittenSinceScan),
  built(UndoIgnore, FindingOnInstance, EditDeviations, RequestScan),
  built(UndoKeepAsIntended, FindingOnInstance, EditDeviations, RequestScan),
];
