import { TextList, WholeNumber } from '../setting.js';

const YEARS = 36_500;

/** How long what the product records is kept after it was over; what something still needs stays longer. */
export class RetentionSettings {
  @WholeNumber({
    describe:
      'Days a finished scan is kept, with its line for each instance; the last two of an instance always are',
    default: 30,
    min: 1,
    max: YEARS,
  })
  scans_days: number = 30;

  @WholeNumber({
    describe: 'Days a finished operation is kept; the newest of its kind always is',
    default: 90,
    min: 1,
    max: YEARS,
  })
  operations_days: number = 90;

  @WholeNumber({
    describe:
      'Days the answer of an agent about one instance is kept; the last of an instance stays with its deployment',
    default: 30,
    min: 1,
    max: YEARS,
  })
  inspections_days: number = 30;

  @WholeNumber({
    describe: 'Days a plan is kept that was neither decided on nor run',
    default: 90,
    min: 1,
    max: YEARS,
  })
  unused_plans_days: number = 90;

  @WholeNumber({
    describe:
      'Days a deployment is kept, with its steps, its orders, its plan and who approved it, and a lifted hold or a dead token',
    default: 730,
    min: 30,
    max: YEARS,
  })
  deployments_days: number = 730;

  @WholeNumber({
    describe: 'Days a resolved finding is kept, and a change in the life of an open one',
    default: 365,
    min: 30,
    max: YEARS,
  })
  findings_days: number = 365;

  @WholeNumber({
    describe: 'Days a stored content of a file is kept after the last that named it is gone',
    default: 30,
    min: 2,
    max: YEARS,
  })
  contents_days: number = 30;

  @WholeNumber({
    describe: 'Days files and plugins of an instance are remembered that is no longer found',
    default: 90,
    min: 1,
    max: YEARS,
  })
  gone_instances_days: number = 90;

  @WholeNumber({
    describe: 'Days a job is remembered whose effect is committed',
    default: 1,
    min: 1,
    max: 365,
  })
  jobs_days: number = 1;

  @WholeNumber({ describe: 'Days a login is remembered that is over', default: 1, min: 0, max: 365 })
  sessions_days: number = 1;

  @WholeNumber({
    describe: 'Days the answer to a request with a key is remembered after it may no longer be repeated',
    default: 1,
    min: 0,
    max: 365,
  })
  requests_days: number = 1;

  @WholeNumber({ describe: 'Days measurements of instances are kept', default: 30, min: 1, max: YEARS })
  measurements_days: number = 30;

  @WholeNumber({
    describe:
      'Days the audit trail is kept. It is cut behind an anchor that deployment.order_key signs; without that key it is not cut',
    default: 730,
    min: 30,
    max: YEARS,
  })
  audit_days: number = 730;

  @TextList({
    describe:
      'Public halves (PEM) of earlier deployment.order_key: an anchor of the audit trail that one of them signed is still trusted',
    optional: true,
  })
  anchor_keys: string[] = [];
}
