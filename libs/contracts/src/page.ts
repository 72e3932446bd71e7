import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One page of a list that is read by key, not by number. */
export class Page {
  @ApiPropertyOptional({
    example: 'WzEsMjA0OF0',
    description: 'Send it as ?after= to read on; absent on the last page',
  })
  next?: string;
  @ApiProperty({ example: 25, description: 'How many items are on this page' }) count!: number;
}
