import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches } from 'class-validator';
import { HOST_NAME, HOST_NAME_WORDS } from './host-name.js';

/** `POST /api/v1/hosts` */
export class AddHost {
  @ApiProperty({ example: 'ovh', description: 'Name of the host, as of its panel in amp_servers' })
  @Matches(HOST_NAME, { message: `must be ${HOST_NAME_WORDS}` })
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

/** A host whose access was taken away. */
export class RevokedAccess {
  @ApiProperty({ example: 'ovh' }) host!: string;
  @ApiProperty({
    type: [String],
    example: ['agent ovh'],
    description: 'Labels of the API tokens that speak for this host no longer, oldest first',
  })
  tokens!: string[];
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
  @ApiProperty({
    type: [String],
    example: [],
    description: 'Labels of the API tokens that spoke for this host and do so no longer, oldest first',
  })
  tokens!: string[];
}
