import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

/** How a host may be called. */
export const HOST_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** `POST /api/v1/hosts` */
export class AddHost {
  @ApiProperty({ example: 'ovh', description: 'Name of the host, as of its panel in amp_servers' })
  @Matches(HOST_NAME, { message: 'must be 1 to 64 letters, digits, dots, dashes and underscores' })
  name!: string;
}

/** What the agent of a host logs in with. It is shown once. */
export class HostAccessFile {
  @ApiProperty({ example: 'ovh' }) host!: string;
  @ApiProperty({ example: 'agent.ovh', description: 'Its account in Redis' }) redisUser!: string;
  @ApiProperty({ format: 'date-time', example: '2028-11-29T08:00:00.000Z' }) tokenExpiresAt!: string;
  @ApiProperty({ description: 'The whole agent.yaml, with its secrets' }) file!: string;
}
