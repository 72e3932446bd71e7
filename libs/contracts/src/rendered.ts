import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One file as baselines, variables and deviations say that it should be on an instance. */
export class RenderedFile {
  @ApiProperty({ example: 'LuckPerms' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) path!: string;
  @ApiProperty({ example: 2048, description: 'bytes' }) size!: number;
  @ApiProperty() sha256!: string;
}

/** A file that cannot be rendered, and why. */
export class NotRenderedFile {
  @ApiProperty({ example: 'LuckPerms' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) path!: string;
  @ApiProperty({ example: 'the variable {{PORT}} has no value on this instance' }) reason!: string;
}

/** GET /api/v1/instances/{id}/rendered: what the configuration of an instance should be, file by file. */
export class RenderedInstance {
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiProperty() instanceId!: string;
  @ApiPropertyOptional({ example: 17, description: 'Version of the set of baselines that it is made from' })
  version?: number;
  @ApiProperty({ type: [RenderedFile], description: 'By plugin and path' }) files!: RenderedFile[];
  @ApiProperty({ type: [NotRenderedFile] }) leftOut!: NotRenderedFile[];
}
