import { Type } from 'class-transformer';
import {
  IsArray,
  IsBase64,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { SHA256 } from './agent.js';

/** One file of an order; null = does not exist. */
export class OrderFile {
  @IsString() @MaxLength(1024) path!: string;
  @IsString() @MaxLength(128) plugin!: string;
  @IsOptional() @Matches(SHA256) before!: string | null;
  @IsOptional() @Matches(SHA256) after!: string | null;
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
  @IsInt() @Min(1) fence!: number;
  @Matches(SHA256) planHash!: string;
  /** Ten minutes after it was made; an agent refuses an older one. */
  @IsISO8601() expiresAt!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => OrderFile) files!: OrderFile[];
}

/** `GET /api/agent/orders/{orderId}`: the order as text and its signature, base64. */
export class SignedOrder {
  @IsString() text!: string;
  @IsString() signature!: string;
}

/** `POST /api/results/orders/{orderId}`: how it ended, from the agent's journal. */
export class OrderOutcome {
  @IsUUID() orderId!: string;
  @IsUUID() instanceId!: string;
  @IsInt() fence!: number;
  @IsIn(['applied', 'refused', 'undone', 'stuck']) state!: 'applied' | 'refused' | 'undone' | 'stuck';
  @IsOptional() @IsString() @MaxLength(64) code?: string;
  @IsOptional() @IsString() @MaxLength(1024) path?: string;
  @IsOptional() @IsString() @MaxLength(1_000) reason?: string;
}

/** One touched file as the agent finds it after the restart. */
export class InspectedFile {
  @IsString() @MaxLength(1024) path!: string;
  @IsOptional() @Matches(SHA256) sha256!: string | null;
  /** The content, base64, when it is not what was expected and not over 2 MiB: servers rewrite files when they start. */
  @IsOptional() @IsBase64() @MaxLength(2_800_000) content?: string;
}

/** `POST /api/results/inspections/{inspectionId}`: what the verdict needs from the host. */
export class InspectionReport {
  @IsUUID() inspectionId!: string;
  @IsUUID() instanceId!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => InspectedFile) files!: InspectedFile[];
  /** Whether logs/latest.log could be read and was written since the restart. */
  @IsIn(['fresh', 'old', 'absent']) log!: 'fresh' | 'old' | 'absent';
  /** Plugins that the log says were enabled since the restart. */
  @IsString({ each: true }) enabled!: string[];
  /** Error lines since the restart that name a plugin, shortened and without secrets. */
  @IsString({ each: true }) errors!: string[];
}
