import { clearTextLines, type HostSettings } from '@archivesmp/service-kit';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Requires } from '../http/required-access.js';
import { SETTINGS } from '../http/web-api.tokens.js';
import { Page } from '@archivesmp/contracts/page';

/** Something about this installation that its users should know. */
export class WarningView {
  @ApiProperty({ enum: ['clear-text'], example: 'clear-text', description: 'What kind of warning it is' })
  kind!: 'clear-text';

  @ApiProperty({ example: 'redis', description: 'The group of settings in host.yaml that it is about' })
  setting!: string;

  @ApiProperty({
    example:
      'The connection of redis to 192.0.2.7 carries clear text, passwords included; redis.tls ends that.',
    description: 'One sentence for people',
  })
  detail!: string;
}

export class WarningList extends Page {
  @ApiProperty({ type: [WarningView] }) warnings!: WarningView[];
}

@ApiTags('record')
@Requires('viewer')
@Controller('api/v1/warnings')
export class WarningsController {
  constructor(@Inject(SETTINGS) private readonly settings: HostSettings) {}

  @Get()
  @ApiOperation({
    operationId: 'warningsList',
    summary: 'List warnings about this installation',
    description:
      'Connections that carry clear text between machines because the settings of the hub permit it.',
  })
  @ApiOkResponse({ type: WarningList })
  listWarnings(): WarningList {
    const warnings = clearTextLines(this.settings.lines()).map(({ setting, host, encrypt }): WarningView => ({
      kind: 'clear-text',
      setting,
      detail: `The connection of ${setting} (${host}) carries clear text, passwords included; ${encrypt} ends that.`,
    }));
    return { warnings, count: warnings.length };
  }
}
