import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** When changes are allowed. Without any window they always are; with some, only while one of them is open. */
export class ChangeWindow {
  @ApiProperty({ example: 'quiet mornings' }) @IsString() @MaxLength(100) name!: string;
  @ApiProperty({
    example: 'Europe/Berlin',
    description: 'IANA name; times are local to it, in summer and winter',
  })
  @IsString()
  @MaxLength(64)
  timeZone!: string;
  @ApiProperty({ enum: WEEKDAYS, isArray: true, description: 'days on which it opens' })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(7)
  @IsIn(WEEKDAYS, { each: true })
  days!: Weekday[];
  @ApiProperty({ example: '03:00' }) @Matches(TIME_OF_DAY) from!: string;
  @ApiProperty({ example: '07:30', description: 'earlier than from: it ends on the next day' })
  @Matches(TIME_OF_DAY)
  to!: string;
  @ApiPropertyOptional({ type: [String], description: 'only for these hosts' })
  @IsOptional()
  @IsString({ each: true })
  @ArrayMaxSize(100)
  hosts?: string[];
  @ApiPropertyOptional({ type: [String], description: 'only for instances with one of these tags' })
  @IsOptional()
  @IsString({ each: true })
  @ArrayMaxSize(100)
  tags?: string[];
}
