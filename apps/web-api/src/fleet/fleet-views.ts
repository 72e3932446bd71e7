import { HostView, InstanceView } from '@archivesmp/contracts/fleet';
import { ApiProperty } from '@nestjs/swagger';
import { Page } from '@archivesmp/contracts/page';

export class HostList extends Page {
  @ApiProperty({ type: [HostView] }) hosts!: HostView[];
}

export class InstanceList extends Page {
  @ApiProperty({ type: [InstanceView] }) instances!: InstanceView[];
}
