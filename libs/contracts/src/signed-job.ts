import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { REFUSED_JOB_KINDS, type RefusedJobKind } from './jobs.js';

/**
 * `GET /api/agent/jobs/{jobId}`: what a job of an agent asks for, as text, and the hub's signature over exactly these bytes (Ed25519,
 * base64). Redis holds the id only, so that write access to it is not enough to choose or change what an agent does.
 */
export class SignedJob {
  @ApiProperty({ description: 'JSON of AgentJobText' }) @IsString() text!: string;
  @ApiProperty({ description: 'Ed25519 over the bytes of text, base64' }) @IsString() signature!: string;
}

/** The text that is signed. */
export interface AgentJobText {
  /** Name of the JobDefinition. */
  readonly job: string;
  readonly jobId: string;
  /** The one host whose agent may do it. */
  readonly host: string;
  readonly data: object;
}

/** Where an agent reads what one of its jobs asks for. */
export const signedJobRoute = (jobId: string): string => `/api/agent/jobs/${encodeURIComponent(jobId)}`;
/** Where it tells which jobs it refused. */
export const REFUSED_JOBS_ROUTE = '/api/results/refused-jobs';
/** So many are named in one report; the rest is a number. */
export const MOST_REFUSED_NAMED = 50;

/** A job that an agent did not run because it is not the hub's. */
export class RefusedJob {
  @ApiProperty({ example: 'agent.read-instance-4711', pattern: '^.{1,200}$' })
  @IsString()
  @MaxLength(200)
  jobId!: string;
  @ApiProperty({ enum: REFUSED_JOB_KINDS, enumName: 'RefusedJobKind' })
  @IsIn(REFUSED_JOB_KINDS)
  kind!: RefusedJobKind;
}

/** `POST /api/results/refused-jobs` */
export class RefusedJobs {
  @ApiProperty({ example: 'ovh' }) @IsString() @MaxLength(64) host!: string;
  @ApiProperty({ type: [RefusedJob], maxItems: MOST_REFUSED_NAMED })
  @IsArray()
  @ArrayMaxSize(MOST_REFUSED_NAMED)
  @ValidateNested({ each: true })
  @Type(() => RefusedJob)
  jobs!: RefusedJob[];
  @ApiPropertyOptional({ description: 'How many more there were' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  more?: number;
}
