import { RenderedConfigs } from '@archivesmp/artifacts';
import { BaselineChanges, ConfigFileReads, FleetReads } from '@archivesmp/history';
import { ConfigContents, DesiredStates } from '@archivesmp/hub-wiring';
import type { Provider } from '@nestjs/common';
import { ExplainKey } from '../expectations/explain-key.js';
import { FindExpectationProblems } from '../expectations/find-expectation-problems.js';
import { RenderInstance } from '../expectations/render-instance.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { built } from './built.js';

/** What an instance should have: what is built of which parts. */
export const EXPECTATIONS: Provider[] = [
  built(ExplainKey, FleetReads, KnownFleet, DesiredStates),
  built(FindExpectationProblems, FleetReads, ConfigFileReads, DesiredStates, ConfigContents),
  built(RenderInstance, FleetReads, KnownFleet, DesiredStates, BaselineChanges, RenderedConfigs),
];
