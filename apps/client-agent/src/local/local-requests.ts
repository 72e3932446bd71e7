import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
} from 'class-validator';

/** `POST /api/agent/deploy-configs`: carry out an order of the hub now instead of waiting for its job. */
export class DeployConfigsRequest {
  @IsUUID() orderId!: string;
  @IsUUID() instanceId!: string;
}

/** `POST /api/agent/restart` */
export class LocalRestartRequest {
  /** Names, folders or UUIDs of instances. */
  @IsString({ each: true }) @ArrayNotEmpty() @ArrayMaxSize(200) instances!: string[];
}

/** `POST /api/agent/mark-restart-needed` */
export class MarkRestartRequest {
  @IsString({ each: true }) @ArrayNotEmpty() @ArrayMaxSize(200) instances!: string[];
  @IsOptional() @IsString() @MinLength(1) @MaxLength(500) reason?: string;
}
