import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { ACTOR_WORDS } from './actor.js';
import { IsMoment } from './is-moment.js';

/** An instance that must not be changed, with reason and end. */
export class HoldView {
  @ApiProperty() id!: string;
  @ApiProperty() instanceId!: string;
  @ApiProperty() instance!: string;
  @ApiProperty() reason!: string;
  @ApiProperty({ example: 'mia', description: ACTOR_WORDS }) by!: string;
  @ApiProperty() since!: string;
  @ApiPropertyOptional() until?: string;
  @ApiPropertyOptional({
    description: 'the plan that was rolled back here; the same change is refused again',
  })
  rejectedPlanHash?: string;
}

/** POST /api/v1/holds: an instance that must not be changed, why, and perhaps until when. */
export class CreateHold {
  @ApiProperty() @IsString() @MaxLength(128) instance!: string;
  @ApiProperty({ example: 'event this weekend' }) @IsString() @MinLength(3) @MaxLength(500) reason!: string;
  @ApiPropertyOptional() @IsOptional() @IsMoment() until?: string;
}
