import { OPEN_DRIFT, type FindingFilter } from '@archivesmp/history';
import type { FindingChoice } from './finding-query.js';

/** What the query string means: drift that exists now, unless it says otherwise. */
export function findingFilter(choice: FindingChoice, host: string | undefined): FindingFilter {
  return {
    states: choice.state ?? OPEN_DRIFT.states,
    ...(choice.status !== 'all' && {
      statuses: choice.status === undefined ? OPEN_DRIFT.statuses : [choice.status],
    }),
    ...(host !== undefined && { hosts: [host] }),
    ...(choice.instance !== undefined && { instances: [choice.instance] }),
    ...(choice.plugin !== undefined && { plugins: [choice.plugin] }),
    ...(choice.severity !== undefined && { severities: choice.severity }),
    ...(choice.review !== undefined && { reviews: choice.review }),
    ...(choice.decidedBy !== undefined && { deciders: choice.decidedBy }),
    ...(choice.cause !== undefined && { causes: choice.cause }),
    ...(choice.kind !== undefined && { kinds: choice.kind }),
  };
}
