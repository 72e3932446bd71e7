import { HOST_NAME } from '@archivesmp/contracts/host-name';
import {
  CAUSES,
  DECIDERS,
  FINDING_KINDS,
  FINDING_STATES,
  FINDING_STATUSES,
  FINDING_VERDICTS,
  SEVERITIES,
  type CauseKind,
  type Decider,
  type FindingKind,
  type FindingState,
  type FindingStatus,
  type FindingVerdict,
  type Severity,
} from '@archivesmp/contracts/vocabulary';
import { GROUP_SORTS, type GroupSort } from '@archivesmp/history';
import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { CommaList, oneOrSeveral } from '../http/comma-list.js';
import { PageQuery } from '../http/page-query.js';

const STATUS_CHOICES = [...FINDING_STATUSES, 'all'] as const;

/** What findings can be filtered by. Several values with commas; filters are combined with "and". */
export class FindingChoice {
  @ApiPropertyOptional({
    enum: SEVERITIES,
    enumName: 'Severity',
    isArray: true,
    description: 'Exactly these severities',
  })
  @IsOptional()
  @CommaList()
  @IsIn(SEVERITIES, oneOrSeveral(SEVERITIES))
  severity?: Severity[];

  @ApiPropertyOptional({
    description: 'Name of a plugin, such as LuckPerms; _server for the files of the server',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  plugin?: string;

  @ApiPropertyOptional({ description: 'Name (BENT01) or UUID of an instance' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  instance?: string;

  @ApiPropertyOptional({ enum: FINDING_KINDS, enumName: 'FindingKind', isArray: true })
  @IsOptional()
  @CommaList()
  @IsIn(FINDING_KINDS, oneOrSeveral(FINDING_KINDS))
  kind?: FindingKind[];

  @ApiPropertyOptional({
    enum: STATUS_CHOICES,
    default: 'drift',
    description: 'drift: no deviation allows it; documented: a deviation allows it',
  })
  @IsOptional()
  @IsIn(STATUS_CHOICES, { message: `must be one of ${STATUS_CHOICES.join(', ')}` })
  status?: FindingStatus | 'all';

  @ApiPropertyOptional({
    enum: FINDING_STATES,
    enumName: 'FindingState',
    isArray: true,
    description: 'What differs now (open and recurred) unless given',
  })
  @IsOptional()
  @CommaList()
  @IsIn(FINDING_STATES, oneOrSeveral(FINDING_STATES))
  state?: FindingState[];

  @ApiPropertyOptional({
    enum: DECIDERS,
    enumName: 'Decider',
    isArray: true,
    description: 'Which scope decided what is expected; baseline: no deviation spoke',
  })
  @IsOptional()
  @CommaList()
  @IsIn(DECIDERS, oneOrSeveral(DECIDERS))
  decidedBy?: Decider[];

  @ApiPropertyOptional({
    enum: CAUSES,
    enumName: 'CauseKind',
    isArray: true,
    description:
      'Why they came up; changed_between: not through this product and not at a start that is known',
  })
  @IsOptional()
  @CommaList()
  @IsIn(CAUSES, oneOrSeveral(CAUSES))
  cause?: CauseKind[];

  @ApiPropertyOptional({
    enum: FINDING_VERDICTS,
    enumName: 'FindingVerdict',
    isArray: true,
    description: 'What people made of them; pending: not reviewed as it is now',
  })
  @IsOptional()
  @CommaList()
  @IsIn(FINDING_VERDICTS, oneOrSeveral(FINDING_VERDICTS))
  review?: FindingVerdict[];
}

class HostChoice extends FindingChoice {
  @ApiPropertyOptional({ description: 'Name of a host, such as hetzner' })
  @IsOptional()
  @Matches(HOST_NAME, { message: 'must be the name of a host' })
  host?: string;
}

/** Filters of the report on drift, under the names its clients have always used. */
export class DriftChoice extends FindingChoice {
  @ApiPropertyOptional({ default: 'all', description: 'Name of a host, or all' })
  @IsOptional()
  @Matches(HOST_NAME, { message: 'must be all or the name of a host' })
  server?: string;
}

/** GET /api/v1/findings */
export class FindingListQuery extends IntersectionType(HostChoice, PageQuery) {}

/** GET /api/v1/findings/groups */
export class FindingGroupQuery extends FindingListQuery {
  @ApiPropertyOptional({
    enum: GROUP_SORTS,
    default: 'severity',
    description:
      'severity: critical, high, medium, low, and of equal ones those on the most instances first; priority: the most points first',
  })
  @IsOptional()
  @IsIn(GROUP_SORTS, { message: `must be one of ${GROUP_SORTS.join(', ')}` })
  sort?: GroupSort;
}

/** GET /api/drift */
export class DriftQuery extends IntersectionType(DriftChoice, PageQuery) {}
