import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Most items on one page. */
export const LARGEST_PAGE = 1000;
/** Items on a page when nothing is asked for. */
export const DEFAULT_PAGE = 200;

/** How every list is paged: by the key where the last page ended, so that nothing is skipped or shown twice. */
export class PageQuery {
  @ApiPropertyOptional({ description: 'The "next" of the previous page; left out for the first' })
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  after?: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'Items per page',
    minimum: 1,
    maximum: LARGEST_PAGE,
    default: DEFAULT_PAGE,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: `must be a whole number from 1 to ${LARGEST_PAGE}` })
  @Min(1, { message: `must be a whole number from 1 to ${LARGEST_PAGE}` })
  @Max(LARGEST_PAGE, { message: `must be a whole number from 1 to ${LARGEST_PAGE}` })
  limit?: number;
}
