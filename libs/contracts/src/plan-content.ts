import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { KEY_PATH } from './json-value.js';
import {
  CONFIG_FORMATS,
  PLATFORMS,
  RISK_KINDS,
  type ConfigFormat,
  type KeyPath,
  type Platform,
  type RiskKind,
} from './vocabulary.js';

const SHA256_OR_NONE = { type: 'string' as const, pattern: '^[0-9a-f]{64}$' };
const ABSENT_SIDE = { oneOf: [SHA256_OR_NONE, { type: 'null' }] } as object;
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** A risk of a plan: what could go wrong, or disturb players. */
export class PlanRiskView {
  @ApiProperty({ enum: RISK_KINDS, enumName: 'RiskKind' }) kind!: RiskKind;
  @ApiProperty({ example: '3 players are online on BENT01', description: 'In words' }) message!: string;
}

/** One key that changes. Values of secret-looking keys are masked. */
export class PlanKeyView {
  @ApiProperty({ ...KEY_PATH, example: ['ReSpawn', 'Enabled'] }) path!: KeyPath;
  @ApiPropertyOptional({ example: 'false', description: 'As text; left out: the key is not there now' })
  before?: string;
  @ApiPropertyOptional({ example: 'true', description: 'As text; left out: the key goes' }) after?: string;
  @ApiProperty({ example: 'the universal baseline of CMI', description: 'Why it changes' }) because!: string;
}

/** Permission bits and owner of a file, as numbers of its host. */
export class FileLikenessView {
  @ApiProperty({ type: 'integer', example: 420 }) mode!: number;
  @ApiProperty({ type: 'integer', example: 1000 }) uid!: number;
  @ApiProperty({ type: 'integer', example: 1000 }) gid!: number;
}

/** One file that changes. */
export class PlanFileView {
  @ApiProperty({ example: 'plugins/CMI/config.yml', description: 'Relative to the server folder' })
  path!: string;
  @ApiProperty({ example: 'CMI', description: '_server for the files of the server' }) plugin!: string;
  @ApiProperty({ enum: ['config', 'jar'] }) kind!: 'config' | 'jar';
  @ApiProperty({
    ...ABSENT_SIDE,
    example: HASH,
    description: 'sha256 of the content now; null: no such file',
  })
  before!: string | null;
  @ApiProperty({
    ...ABSENT_SIDE,
    example: HASH,
    description: 'sha256 of the content then; null: it is deleted',
  })
  after!: string | null;
  @ApiProperty({
    type: [PlanKeyView],
    description: 'Keys that are edited; empty where a whole file is written',
  })
  keys!: PlanKeyView[];
  @ApiPropertyOptional({
    enum: CONFIG_FORMATS,
    enumName: 'ConfigFormat',
    description: 'How its keys are read; left out for JARs, deletions and files that are no configuration',
  })
  format?: ConfigFormat;
  @ApiPropertyOptional({ enum: ['plain', 'bukkit'], description: 'As which keys the server sees the file' })
  view?: 'plain' | 'bukkit';
  @ApiPropertyOptional({ example: '/', description: 'What separates steps in the bukkit view; else a dot' })
  separator?: string;
  @ApiPropertyOptional({ description: 'Its plugin is not installed yet: the file waits for its first boot' })
  beforeFirstBoot?: boolean;
  @ApiPropertyOptional({
    type: FileLikenessView,
    description: 'Mode and owner that it has, where they matter',
  })
  likeBefore?: FileLikenessView;
  @ApiPropertyOptional({
    type: FileLikenessView,
    description: 'Mode and owner that the order must bring',
  })
  likeAfter?: FileLikenessView;
  @ApiPropertyOptional({ description: 'Why it is written or deleted as a whole; edits say why at each key' })
  because?: string;
}

/** What happens to one instance. */
export class PlanInstanceView {
  @ApiProperty() instanceId!: string;
  @ApiProperty({ example: 'BENT01' }) name!: string;
  @ApiProperty({ example: 'hetzner' }) host!: string;
  @ApiProperty({ enum: PLATFORMS, enumName: 'Platform' }) platform!: Platform;
  @ApiProperty({ type: [PlanFileView] }) files!: PlanFileView[];
  @ApiProperty({ description: 'Whether it is restarted afterwards' }) restart!: boolean;
  @ApiProperty({ type: [PlanRiskView] }) risks!: PlanRiskView[];
}

/** Instances that may be changed together; the next wave starts when these have passed their verdict. */
export class PlanWaveView {
  @ApiProperty({ example: 'development' }) name!: string;
  @ApiProperty({ type: [PlanInstanceView] }) instances!: PlanInstanceView[];
}

/** Something that was requested and is not in the plan. */
export class PlanRefusalView {
  @ApiProperty({
    pattern: '.',
    description: 'Id of the instance; where no instance has the name that was asked for, that name',
  })
  instanceId!: string;
  @ApiProperty({ example: 'plugins/CMI/config.yml' }) path!: string;
  @ApiProperty({ example: 'the file is not understood: line 3, column 1' }) reason!: string;
}

/** Everything that will happen, and what will not: what an approval approves, and what the hash covers. */
export class PlanContentView {
  @ApiProperty({ type: [PlanWaveView], description: 'In the order in which they run' })
  waves!: PlanWaveView[];
  @ApiProperty({ type: [PlanRefusalView], description: 'Nothing is left out silently' })
  refusals!: PlanRefusalView[];
}
