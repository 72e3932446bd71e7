import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { FileLikeness, MOST_FILES_OF_AN_INSTANCE, SHA256 } from './agent.js';

/** One file of an order; null = does not exist. */
export class OrderFile {
  @IsString() @MaxLength(1024) path!: string;
  @IsString() @MaxLength(128) plugin!: string;
  @IsOptional() @Matches(SHA256) before!: string | null;
  @IsOptional() @Matches(SHA256) after!: string | null;
  /** Mode and owner it is to have; left out: those of the file it replaces, or what is usual in its folder. */
  @IsOptional() @ValidateNested() @Type(() => FileLikeness) like?: FileLikeness;
}

/**
 * What an agent is told to do to one instance, and nothing more. Signed as text (Ed25519 over the exact bytes), so a stolen
 * Redis password or a changed row cannot make an agent write a file.
 */
export class AgentOrder {
  /** Unique per (deployment, instance, direction): a repeated order has one effect. */
  @IsUUID() orderId!: string;
  @IsUUID() deploymentId!: string;
  @IsUUID() instanceId!: string;
  @IsString() @MaxLength(64) host!: string;
  @IsString() @MaxLength(128) folder!: string;
  /** Rises with every claim of the instance. */
  @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(1) fence!: number;
  @Matches(SHA256) planHash!: string;
  /** Ten minutes after it was made; an agent refuses an older one. */
  @IsISO8601() expiresAt!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => OrderFile) files!: OrderFile[];
}

/** What an order may do to the power of an instance. */
export const POWER_ORDERS = ['restart', 'stop', 'start'] as const;
/** What can be done to the power of a game server. */
export type PowerAction = (typeof POWER_ORDERS)[number];

/**
 * What an agent is told to do to the power of one instance where no panel answers, signed like an AgentOrder and told apart from one
 * by `power`: neither can be mistaken for the other. Players get no message on the console, because there is none.
 */
export class PowerOrder {
  @IsUUID() orderId!: string;
  @IsUUID() deploymentId!: string;
  @IsUUID() instanceId!: string;
  @IsString() @MaxLength(64) host!: string;
  @IsString() @MaxLength(128) folder!: string;
  /** Rises with every claim of the instance. */
  @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(1) fence!: number;
  @IsISO8601() expiresAt!: string;
  @IsIn(POWER_ORDERS) power!: PowerAction;
}

/** `GET /api/agent/orders/{orderId}`: the order as text and its signature, base64. */
export class SignedOrder {
  @ApiProperty({ description: 'The order as canonical JSON: what is signed' }) @IsString() text!: string;
  @ApiProperty({ description: 'Of the text, base64' }) @IsString() signature!: string;
}

/**
 * What an agent calls on the hub while it applies an order; each needs a token with the scope agent:<host> of the order.
 * `content` answers the bytes of one `after` of that order and of nothing else. `backup` takes one pack (PACK_CONTENT_TYPE)
 * with every `before`, stores it, reads it back from the storage and only then answers a BackupReceipt.
 */
export const ORDER_ROUTES = {
  order: (orderId: string): string => `/api/agent/orders/${orderId}`,
  content: (orderId: string, sha256: string): string => `/api/agent/orders/${orderId}/contents/${sha256}`,
  backup: (orderId: string): string => `/api/agent/orders/${orderId}/backup`,
  outcome: (orderId: string): string => `/api/results/orders/${orderId}`,
  inspection: (inspectionId: string): string => `/api/results/inspections/${inspectionId}`,
  inspected: (inspectionId: string): string => `/api/results/inspections/${inspectionId}/contents`,
} as const;

/** The hub's reply to a backup: what it stored and read back, by the sha256 of the bytes that came back. */
export class BackupReceipt {
  @ApiProperty() @IsUUID() orderId!: string;
  @ApiProperty({ type: [String], description: 'sha256 of every content that was read back' })
  @IsArray()
  @Matches(SHA256, { each: true })
  verified!: string[];
}

/** `POST /api/results/orders/{orderId}`: how it ended, from the agent's journal. May arrive more than once. */
export class OrderOutcome {
  @IsUUID() orderId!: string;
  @IsUUID() instanceId!: string;
  @IsInt() @Max(Number.MAX_SAFE_INTEGER) fence!: number;
  @IsIn(['applied', 'refused', 'undone', 'stuck']) state!: 'applied' | 'refused' | 'undone' | 'stuck';
  @IsOptional() @IsString() @MaxLength(64) code?: string;
  @IsOptional() @IsString() @MaxLength(1024) path?: string;
  @IsOptional() @IsString() @MaxLength(1_000) reason?: string;
}

/** A content larger than this is told by its hash and size only. */
export const INSPECTED_BYTES = 4 * 1024 * 1024;

/** One file as the agent finds it now: absent (null), present with its hash, or neither, with the reason. */
export class InspectedFile {
  @IsString() @MaxLength(1024) path!: string;
  /** null = the file is not there; left out = it cannot be read. */
  @IsOptional() @Matches(SHA256) sha256?: string | null;
  /** Bytes, where they were counted. */
  @IsOptional() @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(0) size?: number;
  /**
   * When the file was last changed by the clock of the host: the later of what the file system says of its content and of its name, mode and
   * owner. Left out where the access cannot tell.
   */
  @IsOptional() @IsISO8601() changedAt?: string;
  /** Its content was not sent, because it is larger than INSPECTED_BYTES. */
  @IsOptional() @IsBoolean() large?: boolean;
  /** Why it cannot be read. */
  @IsOptional() @IsString() @MaxLength(500) reason?: string;
}

/**
 * `POST /api/results/inspections/{inspectionId}`: what was found, after every content that the hub did not have was sent in packs
 * to its `/contents`.
 */
export class InspectionReport {
  @IsUUID() inspectionId!: string;
  @IsUUID() instanceId!: string;
  @IsArray()
  @ArrayMaxSize(MOST_FILES_OF_AN_INSTANCE)
  @ValidateNested({ each: true })
  @Type(() => InspectedFile)
  files!: InspectedFile[];
  /** Whether logs/latest.log could be read and was written since the restart; `absent` also when it was not asked for. */
  @IsIn(['fresh', 'old', 'absent']) log!: 'fresh' | 'old' | 'absent';
  /** Plugins that the log says were enabled since the restart. */
  @IsString({ each: true }) enabled!: string[];
  /** Error lines since the restart that name a plugin, shortened and without secrets. */
  @IsString({ each: true }) errors!: string[];
  /** Free bytes on the disk that holds the instance. */
  @IsOptional() @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(0) freeBytes?: number;
}
