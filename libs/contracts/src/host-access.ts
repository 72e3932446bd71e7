import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches } from 'class-validator';

/** How a host may be called. */
export const HOST_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** `POST /api/v1/hosts` */
export class AddHost {
  @ApiProperty({ example: 'ovh', description: 'Name of the host, as of its panel in amp_servers' })
  @Matches(HOST_NAME, { message: 'must be 1 to 64 letters, digits, dots, dashes and underscores' })
  name!: string;
  @ApiPropertyOptional({
    example: false,
    description:
      'true: it may have no panel in amp_servers: a machine of a controller that runs on another host, or one without AMP. Left out, a name that is in amp_servers is asked for',
  })
  @IsOptional()
  @IsBoolean()
  withoutPanel?: boolean;
}

/** What the agent of a host logs in with. It is shown once. */
export class HostAccessFile {
  @ApiProperty({ example: 'ovh' }) host!: string;
  @ApiProperty({ example: 'agent.ovh', description: 'Its account in Redis' }) redisUser!: string;
  @ApiProperty({ format: 'date-time', example: '2028-11-29T08:00:00.000Z' }) tokenExpiresAt!: string;
  @ApiProperty({ description: 'The whole agent.yaml, with its secrets' }) file!: string;
}

/** A host that was taken out of sight. */
export class RemovedHost {
  @ApiProperty({ example: 'ovh' }) host!: string;
  @ApiProperty({
    type: [String],
    example: [],
    description:
      'Names of instances that no panel ever listed and that are gone with it; what was recorded of them stays',
  })
  gone!: string[];
}
