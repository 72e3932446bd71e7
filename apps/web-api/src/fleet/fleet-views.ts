import { HostView, InstanceView } from '@archivesmp/contracts/fleet';
import { ApiProperty } from '@nestjs/swagger';

export class HostList {
  @ApiProperty({ type: [HostView] }) hosts!: HostView[];
  @ApiProperty({ example: 2 }) count!: number;
}

export class InstanceList {
  @ApiProperty({ type: [InstanceView] }) instances!: InstanceView[];
  @ApiProperty({ example: 23 }) count!: number;
}
