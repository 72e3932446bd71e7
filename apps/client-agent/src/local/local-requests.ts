import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

/** `POST /api/agent/deploy-configs`: carry out an order of the hub now instead of waiting for its job. */
export class DeployConfigsRequest {
  @IsUUID() orderId!: string;
  @IsUUID() instanceId!: string;
}

/** Why, and whether it is done although the hub does not answer. */
class HostRequest {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(500) reason?: string;
  /** Only while the hub does not answer, and only with a reason. */
  @IsOptional() @IsBoolean() force?: boolean;
}

/** `POST /api/agent/restart` */
export class LocalRestartRequest extends HostRequest {
  /** Names, folders or UUIDs of instances; or `all`. */
  @IsOptional() @IsString({ each: true }) @ArrayNotEmpty() @ArrayMaxSize(200) instances?: string[];
  /** Every instance of this host. */
  @IsOptional() @IsBoolean() all?: boolean;
  /** Countdown on the server console, seconds; players are not warned when forced. */
  @IsOptional() @IsInt() @Min(0) @Max(3_600) countdownSeconds?: number;
}

/** `POST /api/agent/repair`: make sound again what cannot be read. There is no force: only the hub knows the number of a fence. */
export class RepairRequest {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(500) reason?: string;
}

/** `POST /api/agent/mark-restart-needed` */
export class MarkRestartRequest extends HostRequest {
  @IsString({ each: true }) @ArrayNotEmpty() @ArrayMaxSize(200) instances!: string[];
}
