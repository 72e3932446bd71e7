import type { HostSettings, SettingsClass } from '@archivesmp/service-kit';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Requires } from '../http/required-access.js';
import { SETTINGS } from '../http/web-api.tokens.js';
import { effectiveSettings } from './effective-settings.js';
import { JSON_VALUE } from '@archivesmp/contracts/json-value';
import { Page } from '@archivesmp/contracts/page';

export class SettingView {
  @ApiProperty({ example: 'mariadb.port' }) path!: string;
  @ApiProperty({
    ...JSON_VALUE,
    description: 'In force now; of a secret only "set" or "not set"',
    example: 3369,
  })
  value!: unknown;
  @ApiPropertyOptional({ example: '3369' }) default?: string;
  @ApiProperty({ example: 'a whole number from 0 to 65535' }) allowed!: string;
  @ApiProperty({ example: 'Its port' }) describe!: string;
}

/** All settings that are in force. */
export class SettingList extends Page {
  @ApiProperty({ type: [SettingView] }) settings!: SettingView[];
}

@ApiTags('record')
@Requires('admin')
@Controller('api/v1/settings')
export class SettingsController {
  constructor(@Inject(SETTINGS) private readonly settings: HostSettings) {}

  @Get()
  @ApiOperation({
    operationId: 'settingsList',
    summary: 'Read the settings in force',
    description:
      'From the settings file of the hub, defaults included, without secrets. They change in that file only.',
  })
  @ApiOkResponse({ type: SettingList })
  listSettings(): SettingList {
    const settings = effectiveSettings(this.settings.constructor as SettingsClass, this.settings);
    return { settings, count: settings.length };
  }
}
