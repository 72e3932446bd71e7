import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

/**
 * `POST /api/agent/restarts`: a person on a host asks for a restart of instances of that host. The hub guards it like any other restart.
 */
export class HostRestartRequest {
  @ApiProperty({ description: 'sent again it is the same restart' }) @IsUUID() requestId!: string;
  @ApiProperty({ type: [String], description: 'UUIDs of instances of the host' })
  @IsUUID(undefined, { each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(200)
  instances!: string[];
  @ApiPropertyOptional() @IsOptional() @IsString() @MinLength(1) @MaxLength(500) reason?: string;
  @ApiPropertyOptional({ default: 30, description: 'countdown on the server console, seconds' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3_600)
  countdownSeconds?: number;
}

/** `POST /api/agent/restart-marks`: a person on a host states that instances of that host need a restart. */
export class HostRestartMarks {
  @ApiProperty({ type: [String], description: 'UUIDs of instances of the host' })
  @IsUUID(undefined, { each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(200)
  instances!: string[];
  @ApiProperty() @IsString() @MinLength(1) @MaxLength(500) reason!: string;
}

/** `POST /api/agent/fences`: an agent whose own number is damaged asks for the newest of an instance of its host. */
export class HostFenceRequest {
  @ApiProperty() @IsUUID() instanceId!: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MinLength(1) @MaxLength(500) reason?: string;
}

/** The highest fence that the hub has given out for an instance: an order with a lower one is not carried out. */
export class NewestFence {
  @ApiProperty({ example: 7, minimum: 1 }) @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(1) fence!: number;
}

/** What a person on a host can do by force while the hub is unavailable. */
export const LOCAL_ACTIONS = ['restart', 'mark-restart-needed'] as const;
export type LocalActionKind = (typeof LOCAL_ACTIONS)[number];
/** `unknown`: the agent was stopped in the middle, and how far it came is unknown. */
export const LOCAL_ACTION_ENDS = ['done', 'failed', 'unknown'] as const;
export type LocalActionEnd = (typeof LOCAL_ACTION_ENDS)[number];

/** `POST /api/results/local-actions`: what was done on a host by force while the hub was unavailable. May arrive more than once. */
export class LocalActionReport {
  @ApiProperty() @IsUUID() actionId!: string;
  @ApiProperty({ example: 'ovh' }) @IsString() @MaxLength(64) host!: string;
  @ApiProperty() @IsUUID() instanceId!: string;
  @ApiProperty({ enum: LOCAL_ACTIONS, enumName: 'LocalActionKind' })
  @IsIn(LOCAL_ACTIONS)
  action!: LocalActionKind;
  @ApiProperty({ description: 'why the hub was not waited for, in the words of the person who did it' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason!: string;
  @ApiProperty({ description: 'when it was begun, by the clock of the host' }) @IsISO8601() at!: string;
  @ApiProperty({ enum: LOCAL_ACTION_ENDS, enumName: 'LocalActionEnd' })
  @IsIn(LOCAL_ACTION_ENDS)
  end!: LocalActionEnd;
  @ApiPropertyOptional({ description: 'how it was done, or why it failed' })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  detail?: string;
}

/** Whether a report was new: one that was taken before changes nothing. */
export class LocalActionReceipt {
  @ApiProperty() @IsBoolean() recorded!: boolean;
}

/** Routes of the hub that an agent calls for a person on its host. */
export const LOCAL_ROUTES = {
  restarts: '/api/agent/restarts',
  marks: '/api/agent/restart-marks',
  fences: '/api/agent/fences',
  actions: '/api/results/local-actions',
} as const;
